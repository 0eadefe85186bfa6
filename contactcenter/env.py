"""Typed readers of environment variables, which fail at start with the variable's name."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSettingError(Exception):
    """A variable is missing or cannot be read; the text names it and says what is expected."""


def text(name: str, default: str | None = None) -> str:
    """Value of NAME, or the content of the file that NAME_FILE points to, for secrets mounted as files."""
    if name in os.environ:
        return os.environ[name]
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    if default is None:
        raise BadSettingError(f"{name} is not set.")
    return default


def flag(name: str, *, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off and the empty string."""
    value = text(name, "1" if default else "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off", ""}:
        return False
    raise BadSettingError(f"{name} must be 1 or 0, not {value!r}.")


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadSettingError(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """Comma separated values, blanks dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str | None = None) -> dict[str, str]:
    """Connection settings of Django from a URL `postgresql://user:password@host:port/name`."""
    url = urlsplit(text(name, default))
    if url.scheme not in {"postgres", "postgresql"}:
        raise BadSettingError(f"{name} must be a postgresql:// address.")
    return {
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": str(url.port or ""),
    }
