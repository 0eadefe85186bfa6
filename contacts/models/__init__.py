from contacts.models.cases import Case, Draft, Entry
from contacts.models.citations import Citation
from contacts.models.documents import Document, InboundEmail, Mailbox
from contacts.models.exchange import Idempotency, Subscription, SubscriptionDelivery
from contacts.models.presence import Presence, PresencePeriod
from contacts.models.routing import Queue, QueueMember, Reason
from contacts.models.telephony import Call, TelephonyEvent, TelephonySystem
from contacts.models.waiting import Awaited

__all__ = [
    "Awaited",
    "Call",
    "Case",
    "Citation",
    "Document",
    "Draft",
    "Entry",
    "Idempotency",
    "InboundEmail",
    "Mailbox",
    "Presence",
    "PresencePeriod",
    "Queue",
    "QueueMember",
    "Reason",
    "Subscription",
    "SubscriptionDelivery",
    "TelephonyEvent",
    "TelephonySystem",
]
