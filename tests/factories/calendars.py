"""iCalendar files as agendas write them."""

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cabinet//Agenda//FR\r\n"


def event(uid: str, *lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261101T000000Z", *lines, "END:VEVENT", ""])


def at(uid: str, start: str, end: str, *lines: str, zone: str = ";TZID=Europe/Paris") -> str:
    """An event between two wall-clock times such as 20261124T090000."""
    return event(uid, f"DTSTART{zone}:{start}", f"DTEND{zone}:{end}", "SUMMARY:Bloc opératoire, M. Dupont", *lines)


def calendar(*events: str, head: str = HEAD) -> bytes:
    return f"{head}{''.join(events)}END:VCALENDAR\r\n".encode()
