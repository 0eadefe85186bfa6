"""Roles as code, with what each is for in words that an auditor can read. What each may do is in `matrix`."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    TELEADVISER = "teleadviser"
    EXPERT = "expert"
    DOCUMENTALIST = "documentalist"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    DPO = "dpo"
    API_CLIENT = "api_client"


@dataclass(frozen=True, slots=True)
class Description:
    """`label` and `purpose` are English source strings, translated where they are shown."""

    label: str
    purpose: str


DESCRIPTIONS: dict[Role, Description] = {
    Role.TELEADVISER: Description(
        "Teleadviser", "Answers members on every channel; opens the file of a person on the line or found by two facts."
    ),
    Role.EXPERT: Description(
        "Expert",
        "Doctor, dentist, optician or social worker bound by medical secrecy; calls members back, reads medical notes.",
    ),
    Role.DOCUMENTALIST: Description(
        "Documentalist", "Writes and checks the knowledge base and prevention campaigns; never sees a member."
    ),
    Role.SUPERVISOR: Description(
        "Supervisor", "Watches deadlines and queues of a team, re-assigns work; opens a file only with a stated reason."
    ),
    Role.QUALITY: Description(
        "Quality manager",
        "Scores sampled contacts, reviews complaints and files opened with a stated reason; sees figures only otherwise.",
    ),
    Role.ADMINISTRATOR: Description(
        "Administrator", "Keeps accounts, mutuals, grants and settings; never sees a member."
    ),
    Role.AUDITOR: Description("Mutual's auditor", "Sees the figures and the access log of one mutual; never a file."),
    Role.DPO: Description(
        "Data protection officer",
        "Reads the access log, answers rights of access, and of erasure with a second person.",
    ),
    Role.API_CLIENT: Description("API client", "A machine of one mutual, with a key of stated scopes."),
}
