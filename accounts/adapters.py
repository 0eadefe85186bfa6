"""django-allauth bent to a closed house: nobody signs up, accounts are made by administrators."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's signature
        return False

    def get_user_search_fields(self) -> list[str]:
        return ["username"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The shell says what happened in its own words; allauth's toasts would say it twice."""
