from tests.correspondence.conftest import post_office  # noqa: F401  a fixture of these tests
