"""What the apps above give the shell to show. The templates read these names; nothing that is not given is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tab:
    """A panel of the work region, or an area of the program in the call bar. KEY is a KeyboardEvent name such as F4."""

    label: str
    url: str
    icon: str = ""
    key: str = ""
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Command:
    """A line of the palette: goes to URL, or clicks, opens or focuses the first visible element that TARGET selects.

    ALIAS is the letter that puts it first when typed alone; KEY runs it from anywhere.
    """

    label: str
    icon: str
    url: str = ""
    target: str = ""
    key: str = ""
    alias: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The same for every page of a person; a page adds its own `tabs`."""

    home_url: str
    search_url: str = ""
    call_url: str = ""
    unsent_url: str = ""
    answers_url: str = ""
    at_hand: object = None
    cases_url: str = ""
    live_url: str = ""
    live_state_url: str = ""
    live_since: int = 0
    presence: object = None
    breaks: object = None
    place: str = ""
    areas: tuple[Tab, ...] = ()
    commands: tuple[Command, ...] = ()
