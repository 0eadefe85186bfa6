"""E-mails for tests, and mailboxes to which they come."""

from email.message import EmailMessage
from itertools import count
from typing import Any

from accounts.models import Mutual
from contacts.models import Mailbox
from contacts.services import mailboxes
from tests.factories.contacts import policy

_numbers = count(1)
SECRET = "une clé partagée"


def mailbox(mutual: Mutual, **fields: Any) -> Mailbox:
    if not mutual.policies.exists():
        policy(mutual)
    named = {"address": f"contact-{next(_numbers)}@arbelle.exemple.fr", "username": "arbelle", "use_tls": False}
    return mailboxes.keep(mailbox=Mailbox(mutual=mutual, **{**named, **fields}), password="ouvre-toi", secret=SECRET)


def message(
    text: str = "Bonjour, où en est mon devis ?",
    *,
    files: dict[str, bytes] | None = None,
    subject: str = "Mon devis",
    sender: str = "Hélène Marchandeau <helene@exemple.fr>",
    message_id: str | None = "",
    **headers: str,
) -> bytes:
    """An e-mail with an id of its own, unless MESSAGE_ID is given, or None for none. Headers by name, `_` for `-`."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, "contact@arbelle.exemple.fr", subject
    if message_id is not None:
        made["Message-ID"] = message_id or f"<{next(_numbers)}@exemple.fr>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    for name, content in (files or {}).items():
        kind = ("application", "pdf") if name.endswith(".pdf") else ("application", "octet-stream")
        made.add_attachment(content, maintype=kind[0], subtype=kind[1], filename=name)
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
