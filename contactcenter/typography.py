"""French typography that a catalogue must keep. Plain Python.

Sources: Lexique des règles typographiques en usage à l'Imprimerie nationale; U+202F is the narrow no-break space, U+00A0
the no-break space.
"""

import re

NARROW = "\u202f"
WIDE = "\u00a0"

# What is not prose: code, keys and placeholders stand for a word; entities and addresses vanish; tags leave their content.
NOT_PROSE = [
    (re.compile(r"<(code|kbd)>.*?</\1>|%\(\w+\)[a-z]|%[sd]|\{[^{}]*\}"), "0"),
    (re.compile(r"&#?\w+;|\w+://\S+|<[^>]*>"), ""),
]

# What may stand before a sign that wants a space: the end of a word, or a space of the wrong kind.
WORD_OR = r"(?<=[\w)»\x20%s])"

RULES = [
    (re.compile(WORD_OR % WIDE + r"[;!?]"), "a narrow no-break space (U+202F) before ; ! ?"),
    (re.compile(WORD_OR % NARROW + r":(?=\s|$)"), "a no-break space (U+00A0) before :"),
    (re.compile(WORD_OR % NARROW + r"[%€]"), "a no-break space (U+00A0) before % and €"),
    (re.compile(rf"«(?!{NARROW})|(?<!{NARROW})»"), "narrow no-break spaces (U+202F) inside « »"),
    (re.compile(r"'"), "the typographic apostrophe ’"),
    (re.compile(r'"'), "quotation marks « »"),
    (re.compile(r"\.\.\."), "the single character …"),
]


def faults(text: str) -> list[str]:
    """What a French text lacks, as phrases that complete "write …"; empty when nothing."""
    prose = text.replace("%%", "%")
    for pattern, stands_for in NOT_PROSE:
        prose = pattern.sub(stands_for, prose)
    return [wanted for pattern, wanted in RULES if pattern.search(prose)]
