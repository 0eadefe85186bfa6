from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it has no types
    """Names that change with the content, also in what one of our modules imports from another."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("ui/js/*.js", ((r"""(?P<matched>from "(?P<url>\./[\w.-]+)";)""", """from "%(url)s";"""),)),
    )
