"""What leaves through the mail server: e-mails, and faxes for a gateway that turns an e-mail into one."""

import smtplib
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from contacts.mail import safe_name
from contacts.services.documents import content_of
from correspondence import queries, sheet
from correspondence.enums import Carrier, Fault
from correspondence.models import Message
from correspondence.services import brochures
from correspondence.services.informing import text_of
from correspondence.services.papers import bound
from territory.phones import as_dialled


def mail_of(message: Message, server: Any) -> EmailMessage:
    """The Message-ID is the same at every attempt: a recipient's server knows a repetition by it."""
    return _fax(message, server) if message.carrier == Carrier.FAX_MAIL else _mail(message, server)


def _mail(message: Message, server: Any) -> EmailMessage:
    headers = {"Message-ID": message.message_id}
    if message.in_reply_to:
        headers |= {"In-Reply-To": message.in_reply_to, "References": " ".join(message.references)}
    sender = formataddr((message.mutual.name, _own_address(message)))
    mail = EmailMessage(message.subject, text_of(message), sender, [message.to], connection=server, headers=headers)
    for document in queries.enclosures_of(message):
        mail.attach(document.name, content_of(document), document.media_type)
    for enclosed in queries.brochures_in(message):
        # Apart, so that their own tags reach a reader's screen reader.
        mail.attach(
            f"{safe_name(enclosed.brochure.title)}.pdf", brochures.content_of(enclosed.brochure), "application/pdf"
        )
    return mail


def _own_address(message: Message) -> str:
    mailbox = queries.mailbox_of(message.mutual_id, message.case)
    return mailbox.address if mailbox else parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _fax(message: Message, server: Any) -> EmailMessage:
    """To the address that the gateway makes of a number, all pages in one PDF; nothing personal outside it."""
    to = settings.FAX_GATEWAY.format(national=as_dialled(message.to), number=message.to.removeprefix("+"))
    sender = settings.FAX_GATEWAY_SENDER or _own_address(message)
    reference = sheet.reference_of(message)
    headers = {"Message-ID": message.message_id}
    mail = EmailMessage(reference, "", sender, [to], connection=server, headers=headers)
    mail.attach(f"{reference}.pdf", bound(message), "application/pdf")
    return mail


def judged(error: Exception) -> tuple[Fault, bool, str]:
    """What an error of the mail server means: the fault, whether trying again is vain, and the server's own words."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, answer = next(iter(error.recipients.values()))
        return (Fault.ADDRESS if code >= 500 else Fault.LATER), code >= 500, _words(code, answer)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPSenderRefused):
        return Fault.SENDER, False, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPDataError):
        is_final = error.smtp_code >= 500
        return (Fault.CONTENT if is_final else Fault.LATER), is_final, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, smtplib.SMTPResponseException):
        return Fault.LATER, False, _words(error.smtp_code, error.smtp_error)
    if isinstance(error, OSError):  # SMTPException is one too: cut off, timed out, unknown host
        is_ours = isinstance(error, FileNotFoundError | PermissionError)  # a file that should go with it
        return (Fault.OTHER if is_ours else Fault.UNREACHABLE), False, ""
    return Fault.OTHER, isinstance(error, ValueError), ""


def _words(code: int, answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {' '.join(text.replace(chr(0), '').split())}"[:200]
