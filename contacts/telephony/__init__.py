"""Telephone systems and what they say, whatever their make. Plain Python.

`adapter_of(make)` reads the bodies of one make, and words our requests to it. A body gives one `Telling`, or none when it
is about nothing that we follow. `story.told` makes a call of everything that was told of it.
"""

from contacts.enums import Make
from contacts.telephony import asterisk, freeswitch, generic
from contacts.telephony.tellings import Adapter, Order, Telling, UnreadableError

_ADAPTERS: dict[str, Adapter] = {
    Make.GENERIC: Adapter(generic.read, generic.word),
    Make.ASTERISK: Adapter(asterisk.read, asterisk.word),
    Make.FREESWITCH: Adapter(freeswitch.read, freeswitch.word),
}


def adapter_of(make: str) -> Adapter:
    return _ADAPTERS[make]


__all__ = ["Adapter", "Order", "Telling", "UnreadableError", "adapter_of"]
