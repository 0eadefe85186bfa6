"""Addresses of pages of quotes, and what is typed on them."""

from typing import Any

from django.urls import reverse

CROWN = {"code": "HBLD734", "price": "620,00", "tooth": "36"}


def at(route: str, *args: Any) -> str:
    return reverse(f"quotes:{route}", args=args)


def typed(*lines: dict[str, str], **head: Any) -> dict[str, Any]:
    """A form with these lines."""
    cells = {f"lines-{place}-{name}": text for place, line in enumerate(lines) for name, text in line.items()}
    return {"label": "Dr Tesson", **head, **cells}
