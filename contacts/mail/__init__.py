"""Reads e-mails: `read` never raises, whatever came."""

from contacts.mail.reading import Attachment, Mail, read
from contacts.mail.text import fold, safe_name, text_of_html, tidy

__all__ = ["Attachment", "Mail", "fold", "read", "safe_name", "text_of_html", "tidy"]
