"""How a name is searched: spelling folded away, every form under which a family name may be asked, sound, one typing error.

Every function here runs for each row of an import of millions of rows: plain ASCII takes a shorter way.
"""

import re
import unicodedata


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words(
    "a al aux ben bel bin bou d da das de degli del della der des di do dos du el en i ibn l la las le les lo los"
    " m mac mc n o of op s sur t te ten ter van ver vom von y zu zum zur"
)
"""Folded words that belong to the family name after them: `le goff`, `de la tour`, `van der meer`, `ben chaib`, `n guyen`."""

SAINTS = {"st": "saint", "ste": "sainte", "saint": "saint", "sainte": "sainte"}

# Second halves that make a compound first name of two words between which no hyphen was typed.
_COMPOUNDS = {
    "jean": _words(
        "baptiste bernard charles christophe claude daniel denis emile eric francois jacques joseph louis luc marc marie"
        " michel noel pascal paul philippe pierre rene robert sebastien yves"
    ),
    "marie": _words(
        "agnes ange anne annick antoinette cecile chantal christine claire claude dominique elisabeth france francoise"
        " helene jeanne jose josephe laure laurence line louise madeleine noelle odile paule pierre rose sophie therese"
    ),
    "anne": _words("cecile charlotte claire elisabeth france laure lise marie sophie"),
}

FIRST_HALVES = _words(
    "ange anne charles claude eve francois guy henri jean louis louise lou marc marie paul philippe pierre rose yves"
)
"""First halves of compound first names, of which people keep the second: Sophie for Anne-Sophie."""

SHORTEST_HALF = 3
MAX_KEY = 40
MAX_FAMILY_KEYS = 8

_HYPHEN = "[-\u2010-\u2014\u2212\ufe63\uff0d]"
_GIVEN_NAMES = re.compile(rf"(?:(?!{_HYPHEN})\S)+(?:\s?{_HYPHEN}\s?(?:(?!{_HYPHEN})\S)+)*")

_ASCII = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)).lower() + b" " * 128
# Controls that separate nothing are removed, where a tab is a space.
_ASCII_NOISE = bytes([*range(9), *range(14, 28), 127])

_LATIN = re.compile(r"LATIN (?:SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
_OTHER_LATIN = {"ß": "ss", "ẞ": "ss", "ı": "i", "ĸ": "k"}
_OTHER_LATIN_NAMES = {"THORN": "th", "ETH": "d", "ENG": "n", "SCHWA": "e"}


class _Folding(dict[int, str]):
    """Folded form of each character met, kept for the writings met in names so that hostile text cannot fill the memory."""

    def __missing__(self, code: int) -> str:
        folded = _folded_character(chr(code))
        if code < 0x3000:
            self[code] = folded
        return folded


def _folded_character(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Mn", "Me"}:
        return ""
    if character.isascii():
        return character.lower() if character.isalnum() else " "
    letters = _latin_letters(character)
    if letters:
        return letters
    decomposed = unicodedata.normalize("NFKD", character)
    return " " if decomposed == character else "".join(map(_folded_character, decomposed))


def _latin_letters(character: str) -> str:
    """What Unicode's own name of a character says: `LATIN SMALL LETTER O WITH STROKE` is an o, `LATIN SMALL LIGATURE OE` is oe."""
    name = unicodedata.name(character, "")
    latin = _LATIN.fullmatch(name)
    if latin:
        return latin[1].lower()
    if character in _OTHER_LATIN:
        return _OTHER_LATIN[character]
    return _OTHER_LATIN_NAMES.get(name.rpartition(" LETTER ")[2], "") if name.startswith("LATIN ") else ""


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower-case ASCII letters and digits, single spaces for whatever separated them; nothing is left of other alphabets.

    Invisible characters (controls, zero-width, direction marks, soft hyphens) vanish without separating: they come from copying.
    """
    folded = text.encode().translate(_ASCII, _ASCII_NOISE).decode() if text.isascii() else text.translate(_FOLDING)
    return " ".join(folded.split())


def family_groups(words: list[str]) -> list[list[str]]:
    """The parts of a folded family name: a word with the particles, or the saint, before it. `le goff martin` has two."""
    groups: list[list[str]] = []
    open_group = False
    for word in words:
        if open_group:
            groups[-1].append(word)
        else:
            groups.append([word])
        open_group = word in PARTICLES or word in SAINTS
    return groups


def family_keys(birth_name: str, used_name: str) -> tuple[str, ...]:
    """Every form, without separators, under which a family name is asked; the whole used name first.

    Whole names, each part of a double-barrelled name, each name without its particles. At most MAX_FAMILY_KEYS, of MAX_KEY characters.
    """
    used = fold(used_name)
    birth = used if birth_name == used_name else fold(birth_name)
    if " " not in used and " " not in birth:
        if used == birth or not birth:
            return (used[:MAX_KEY],) if used else ()
        return (used[:MAX_KEY], birth[:MAX_KEY]) if used else (birth[:MAX_KEY],)
    used_groups = family_groups(used.split())
    birth_groups = family_groups(birth.split())
    keys = ["".join(map(_joined, used_groups)), "".join(map(_joined, birth_groups))]
    for group in used_groups + birth_groups:
        keys += _group_keys(group)
    return tuple(dict.fromkeys(key[:MAX_KEY] for key in keys if key))[:MAX_FAMILY_KEYS]


def _joined(group: list[str]) -> str:
    return "".join(group) if len(group) == 1 else "".join(SAINTS.get(word, word) for word in group)


def _group_keys(group: list[str]) -> list[str]:
    """`delatour`, `latour`, `tour`; a single letter names nobody, and a saint stays with his name."""
    keys = [_joined(group)]
    while len(group) > 1 and group[0] not in SAINTS:
        group = group[1:]
        keys.append(_joined(group))
    return [key for key in keys if len(key) > 1]


def bare_parts(folded: str) -> tuple[str, ...]:
    """Keys of the parts of a folded family name without their particles: `riviere`, `aubrac` of `de la riviere d aubrac`."""
    keys = [_group_keys(group) for group in family_groups(folded.split())]
    return tuple(parts[-1] for parts in keys if parts)


def compounds(given: str) -> tuple[str, ...]:
    """Keys of the compound first names that may end with this one: of `sophie` `annesophie`, `mariesophie` and others."""
    return tuple(sorted(half + given for half in FIRST_HALVES)) if len(given) >= SHORTEST_HALF else ()


def is_second_half(given: str, key: str) -> bool:
    """Whether GIVEN is how somebody with this compound first name may be called: `sophie` of `annesophie`."""
    return len(given) >= SHORTEST_HALF and key.endswith(given) and key.removesuffix(given) in FIRST_HALVES


def given_key(first_names: str) -> str:
    """The usual first name, which is the first one, with a compound kept whole: `jeanpierre`, `marielouise`.

    `Jean Pierre` without a hyphen is a compound only for well-known pairs; a reader who is not sure searches the prefix `jean`.
    """
    if first_names.isascii() and first_names.isalpha():
        return first_names.lower()[:MAX_KEY]
    keys: list[str] = []
    for listed in first_names.replace(";", ",").split(","):
        keys = [key for key in (fold(name).replace(" ", "") for name in _GIVEN_NAMES.findall(listed)) if key]
        if keys:
            break
    if not keys:
        return ""
    if len(keys) > 1 and keys[1] in _COMPOUNDS.get(keys[0], ()):
        return (keys[0] + keys[1])[:MAX_KEY]
    return keys[0][:MAX_KEY]


# In this order: what is spelt with several letters first, silent letters last. Codes: 8 is "ch", 1, 2, 3 are the nasal vowels.
_SOUNDS = [
    (spelling, sound)
    for spellings, sound in (
        ("eaux eau aux ault aud aut au", "o"),
        ("febv febu", "fev"),
        ("aill", "ai"),
        ("eill", "ei"),
        ("uill", "ui"),
        ("ou", "u"),
        ("oe eu", "e"),
        ("ph", "f"),
        ("qu cq ck", "k"),
        ("th", "t"),
        ("ge gi gy", "j"),
        ("gu", "g"),
        ("chr", "kr"),
        ("sch sh ch", "8"),
        ("ce", "se"),
        ("ci cy", "si"),
        ("c q", "k"),
        ("y", "i"),
        ("h", ""),
    )
    for spelling in spellings.split()
]
_LAST_SOUNDS = [("ai", "e"), ("ei", "e"), ("oi", "ua"), ("z", "s"), ("w", "v"), ("bv", "v")]
# A vowel is nasal unless another vowel or a doubled consonant follows: Renaud has none, Bertrand has one.
_NASAL = re.compile(r"(ai|ei|[aeiou])[nm](?![aeiounm])")
_NASAL_CODES = {"ai": "1", "ei": "1", "i": "1", "u": "1", "a": "2", "e": "2", "o": "3"}
_DOUBLED = re.compile(r"(.)\1+")


def phonetic_key(folded: str) -> str:
    """Key shared by family names that sound alike in French, of a folded name with or without spaces.

    Twenty-five of thirty confusable pairs was the first aim; which pairs meet is frozen in tests/members/confusable_names.csv.
    """
    sound = folded.replace(" ", "")
    for spelling, heard in _SOUNDS:
        sound = sound.replace(spelling, heard)
    sound = _NASAL.sub(lambda vowel: _NASAL_CODES[vowel[1]], sound)
    for spelling, heard in _LAST_SOUNDS:
        sound = sound.replace(spelling, heard)
    sound = _DOUBLED.sub(r"\1", sound)
    sound = sound[:2] + sound[2:].rstrip("tdsxp")
    return (sound[:1] + sound[1:].replace("e", "").replace("x", "s"))[:MAX_KEY]
