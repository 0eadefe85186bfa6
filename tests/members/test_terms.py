from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from members import terms
from members.terms import Kind, read

TODAY = date(2026, 11, 22)
COMMUNES = frozenset(
    {"bez", "beziers", "laval", "le mans", "saint etienne", "aix en provence", "bois robert", "martin"}
)

Meanings = list[tuple[str, list[str]]]

POSTCODE_LE_GOFF: Meanings = [("69140", ["postcode 69140", "number 69140"]), ("le goff", ["name le goff"])]
PHONE: list[str] = ["phone +33465712348"]
DATE = "birth_date 1961-03-12"


def understood(text: str) -> Meanings:
    """Groups with their readings as `kind value`, the likeliest first."""
    return [
        (
            group.text,
            [
                " ".join(filter(None, (r.kind, r.value, r.fault, f"rank {r.rank}" if r.rank else "")))
                for r in group.readings
            ],
        )
        for group in read(text, TODAY, COMMUNES).groups
    ]


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("dupon marie 12/03/61", [("dupon", ["name dupon"]), ("marie", ["name marie"]), ("12/03/61", [DATE])]),
        ("12/03/61 MARIE, dupon", [("12/03/61", [DATE]), ("MARIE", ["name marie"]), ("dupon", ["name dupon"])]),
        ("69140 le goff", POSTCODE_LE_GOFF),
        ("le goff 69140", POSTCODE_LE_GOFF[::-1]),
        ("lef 1203", [("lef", ["name lef"]), ("1203", ["birth_day 03-12", "number 1203"])]),
        (
            "marchand 1403 bez",
            [
                ("marchand", ["name marchand"]),
                ("1403", ["birth_day 03-14", "number 1403"]),
                ("bez", ["name bez", "commune bez"]),
            ],
        ),
        ("04.65/71 23 48", [("04.65/71 23 48", PHONE)]),
        ("+33 4 65 71 23 48", [("+33 4 65 71 23 48", PHONE)]),
        ("+33 (0)4 65 71 23 48", [("+33 (0)4 65 71 23 48", PHONE)]),
        ("1 85 05 78 006 084 91", [("1 85 05 78 006 084 91", ["nir 1850578006084"])]),
        # The specimen that everybody quotes has a wrong key: it is still a NIR, and the screen can say what is wrong.
        ("1 85 05 78 006 084 36", [("1 85 05 78 006 084 36", ["nir 1850578006084 key"])]),
        ("204 118 73", [("204 118 73", ["number 20411873"])]),
        ("20411873", [("20411873", ["number 20411873"])]),
        ("20411873/1", [("20411873/1", ["number 20411873 rank 1"])]),
        ("h.marchand@exemple.fr", [("h.marchand@exemple.fr", ["email h.marchand@exemple.fr"])]),
    ],
)
def test_what_a_teleadviser_types(typed: str, meanings: Meanings) -> None:
    assert understood(typed) == meanings


@pytest.mark.parametrize(
    "typed",
    [
        "12/03/61",
        "12/3/1961",
        "12.03.1961",
        "12-03-61",
        "12 / 03 / 61",
        "1961-03-12",
        "12 mars 1961",
        "12 MARS 61",
        "né le 12/03/1961",
    ],
)
def test_dates_of_birth(typed: str) -> None:
    assert understood(typed) == [(typed, [DATE])]


@pytest.mark.parametrize("typed", ["12031961", "120361", "12 03 61", "12 03 1961", "1203 1961", "12 3 1961"])
def test_dates_that_may_be_numbers(typed: str) -> None:
    assert understood(typed) == [(typed, [DATE, "number " + typed.replace(" ", "")])]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1er avril 61", "1961-04-01"),
        ("3 févr. 2001", "2001-02-03"),
        ("3 FEVRIER 2001", "2001-02-03"),
        ("25 août 1950", "1950-08-25"),
        ("25 déc. 99", "1999-12-25"),
        ("29/02/2000", "2000-02-29"),
        ("22/11/2026", "2026-11-22"),
    ],
)
def test_other_dates_of_birth(typed: str, value: str) -> None:
    assert understood(typed) == [(typed, [f"birth_date {value}"])]


@pytest.mark.parametrize("typed", ["31/02/61", "29/02/2001", "12/13/1961", "23/11/2026", "12/03/1815", "31/04"])
@pytest.mark.attack(27)
def test_impossible_dates_of_birth_are_one_group_not_understood(typed: str) -> None:
    assert [(group.text, group.is_impossible_day) for group in read(typed, TODAY).groups] == [(typed, True)]


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("12/03/61", ["1961"]),
        ("12/03/20", ["2020", "1920"]),
        ("22/11/26", ["2026", "1926"]),
        ("23/11/26", ["1926"]),
        ("12/03/10", ["2010"]),
    ],
)
def test_two_digits_of_a_year_never_lie_in_the_future(typed: str, years: list[str]) -> None:
    assert [reading.value[:4] for reading in read(typed, TODAY).groups[0].readings] == years


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1203", ["birth_day 03-12", "number 1203"]),
        ("1961", ["birth_year 1961", "number 1961"]),
        ("2006", ["birth_year 2006", "birth_day 06-20", "number 2006"]),
        ("2902", ["birth_day 02-29", "number 2902"]),
        ("4873", ["number 4873"]),
        ("12/03", ["birth_day 03-12"]),
        ("12 mars", ["birth_day 03-12"]),
        ("03/58", ["birth_month 1958-03"]),
        ("3.58", ["birth_month 1958-03"]),
        ("05/20", ["birth_month 2020-05", "birth_month 1920-05"]),
        ("03/1958", ["birth_month 1958-03"]),
        ("3-1958", ["birth_month 1958-03"]),
        ("03 1958", ["birth_month 1958-03", "number 031958"]),
        ("3 1958", ["birth_month 1958-03"]),
        ("née en mars 1958", ["birth_month 1958-03"]),
        ("né en fév. 58", ["birth_month 1958-02"]),
        ("13/1958", []),
        ("12/2026", []),
        ("03/1815", []),
        ("12 03", ["birth_day 03-12", "number 1203"]),
        ("97133", ["postcode 97133", "number 97133"]),
        ("00123", ["number 00123"]),
        ("465712348", ["number 465712348", "phone +33465712348"]),
        ("0465712348", ["phone +33465712348", "number 0465712348"]),
        ("087 334 10", ["number 08733410"]),
        ("204118731234", ["number 204118731234"]),
        ("19610312", ["birth_date 1961-03-12", "number 19610312"]),
        ("N° 20411873", ["number 20411873"]),
        ("123", []),
        ("12345678901234", []),
    ],
)
def test_ambiguity_is_kept_in_order_of_likelihood(typed: str, readings: list[str]) -> None:
    ((_, found),) = understood(typed)
    assert found == readings


@pytest.mark.parametrize(
    ("typed", "first_readings"),
    [
        ("1403 34500", ["birth_day 03-14", "postcode 34500"]),
        ("34500 1403", ["postcode 34500", "birth_day 03-14"]),
        ("12 03 61 204 118 73", [DATE, "number 20411873"]),
        ("204 118 73 12 03 61", ["number 20411873", DATE]),
        ("2041 1873", ["number 20411873"]),
        ("69140 04 65 71 23 48", ["postcode 69140", *PHONE]),
        ("04 65 71 23 48 69140", [*PHONE, "postcode 69140"]),
        ("+33 4 65 71 23 48 34500", [*PHONE, "postcode 34500"]),
        ("+32 2 555 12 12 34500", ["phone +3225551212", "postcode 34500"]),
        ("04.65.71.23.48 / 06 39 98 12 34", [*PHONE, "phone +33639981234"]),
        ("01/03/1961 69140", ["birth_date 1961-03-01", "postcode 69140"]),
        ("20411873 12/03/61", ["number 20411873", DATE]),
        ("12 mars 69140", ["birth_day 03-12", "postcode 69140"]),
        ("1850578006084 12/03/61", ["nir 1850578006084", DATE]),
        ("75011paris", ["postcode 75011", "name paris"]),
    ],
)
def test_several_numbers_are_told_apart(typed: str, first_readings: list[str]) -> None:
    assert [readings[0] for _, readings in understood(typed)] == first_readings


@pytest.mark.parametrize(
    "typed",
    [
        "0465712348",
        "tel: 04/65.71.23.48",
        "Tél : 04 65 71 23 48",
        "tel:+33465712348",
        "00 33 4 65 71 23 48",
        "0033(0)465712348",
        "\u202a04\u00a065\u202f71 23 48\u202c",
        "０４ 65 71 23 48",
        "0 4 6 5 7 1 2 3 4 8",
    ],
)
@pytest.mark.attack(27)
def test_a_telephone_in_any_writing(typed: str) -> None:
    assert read(typed, TODAY).values(Kind.PHONE) == ("+33465712348",)


@pytest.mark.parametrize("typed", ["0692 12 34 56", "+262 692 12 34 56"])
def test_a_telephone_overseas(typed: str) -> None:
    assert read(typed, TODAY).values(Kind.PHONE) == ("+262692123456",)


@pytest.mark.parametrize(
    "typed",
    [
        "285112B03310256",
        "2 85 11 2b 033 102 56",
        "285112B033102",
        "nir : 2.85.11.2B.033.102",
        "marie 2 85 11 2B 033 102 56 leca",
    ],
)
def test_a_nir_with_or_without_its_key(typed: str) -> None:
    assert read(typed, TODAY).values(Kind.NIR) == ("285112B033102",)


@pytest.mark.parametrize("typed", ["1 85 05 971 05 084", "1 85 05 97 105 084"])
def test_a_nir_of_somebody_born_overseas(typed: str) -> None:
    assert read(typed, TODAY).values(Kind.NIR) == ("1850597105084",)


@pytest.mark.parametrize("typed", ["1 85 05 78 006", "18505780060", "1 85 00 78 006 084 91"])
def test_part_of_a_nir_or_a_wrong_one_is_none(typed: str) -> None:
    assert read(typed, TODAY).values(Kind.NIR) == ()


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("H.Marchand@Exemple.FR", "h.marchand@exemple.fr"),
        ("<h.marchand@exemple.fr>,", "h.marchand@exemple.fr"),
        ("mailto:h.marchand@exemple.fr", "h.marchand@exemple.fr"),
        ("marchand h.marchand@", "h.marchand@"),
        ("62hélène_m+x@exemple.fr.", "62hélène_m+x@exemple.fr"),
    ],
)
def test_e_mail(typed: str, value: str) -> None:
    assert read(typed, TODAY).values(Kind.EMAIL) == (value,)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("d'Artagnan Charles", ["d artagnan", "charles"]),
        ("D’ARTAGNAN", ["d artagnan"]),
        ("Jean-Pierre de la Tour", ["jean pierre", "de la tour"]),
        ("ben chaïb", ["ben chaib"]),
        ("LEFÈVRE", ["lefevre"]),
        ("He\u0301le\u0300ne", ["helene"]),
        ("Mme Marchand Hélène", ["marchand", "helene"]),
        ("dupont née martin", ["dupont", "martin"]),
        ("Monsieur", ["monsieur"]),
        ("dupont de", ["dupont", "de"]),
        ("h marchand", ["h", "marchand"]),
        ("12 maison", ["maison"]),
    ],
)
def test_names(typed: str, names: list[str]) -> None:
    found = read(typed, TODAY)
    assert found.values(Kind.NAME) == tuple(names)
    assert found.name_words == tuple(" ".join(names).split())


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("dupont laval", [("dupont", ["name dupont"]), ("laval", ["name laval", "commune laval"])]),
        ("dupont le mans", [("dupont", ["name dupont"]), ("le mans", ["commune le mans", "name le mans"])]),
        (
            "St-Étienne dupont",
            [("St-Étienne", ["name st etienne", "commune saint etienne"]), ("dupont", ["name dupont"])],
        ),
        (
            "dupont st etienne",
            [("dupont", ["name dupont"]), ("st etienne", ["commune saint etienne", "name st etienne"])],
        ),
        (
            "aix en provence roux",
            [("aix en provence", ["commune aix en provence", "name aix en provence"]), ("roux", ["name roux"])],
        ),
        ("bois robert", [("bois", ["name bois"]), ("robert", ["name robert"])]),
    ],
)
def test_a_name_may_be_a_commune(typed: str, meanings: Meanings) -> None:
    assert understood(typed) == meanings


@pytest.mark.parametrize(
    ("typed", "meanings"),
    [
        ("", []),
        ("%", []),
        ("_", []),
        ("\x00", []),
        ("' OR 1=1 --", [("OR", ["name or"]), ("1", []), ("1", [])]),
        ("du\x00po\u200fnt\u200b %_", [("dupont", ["name dupont"])]),
        ("🙂 dupont 🇫🇷", [("dupont", ["name dupont"])]),
        ("Иван dupont", [("Иван", []), ("dupont", ["name dupont"])]),
        ("+ + +", []),
    ],
)
def test_strange_text_is_answered_normally(typed: str, meanings: Meanings) -> None:
    assert understood(typed) == meanings


def test_a_long_text_is_cut_and_said_to_be() -> None:
    found = read("a" * 10_000, TODAY)
    assert (found.text, found.was_cut) == ("a" * terms.MAX_TEXT, True)


def test_a_text_of_usual_length_is_whole() -> None:
    found = read(" dupon  marie ", TODAY)
    assert (found.text, found.was_cut) == ("dupon marie", False)


def test_a_birth_date_and_day_are_given_ready_for_use() -> None:
    born, day = (read(typed, TODAY).groups[0].readings[0] for typed in ("12/03/61", "12/03"))
    assert (born.date, day.month_and_day) == (date(1961, 3, 12), (3, 12))


@given(st.text(max_size=120), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
@example("\ud800 \u0661\u0662/\u0660\u0663/61 \ufdfa", TODAY)
@example("1 " * 60, TODAY)
@example("0(" * 60, TODAY)
@pytest.mark.attack(4)
def test_any_text_is_understood_or_said_not_to_be(text: str, today: date) -> None:
    found = read(text, today, COMMUNES)
    assert len(found.text) <= terms.MAX_TEXT
    assert all(group.text and set(group.text) <= {*found.text, " "} for group in found.groups)
    assert all("\x00" not in reading.value for group in found.groups for reading in group.readings)


@given(st.text(alphabet="0123456789 ./-+()ab@é'", max_size=100))
def test_birth_dates_are_past_and_of_the_living(text: str) -> None:
    dates = [
        reading.date
        for group in read(text, TODAY).groups
        for reading in group.readings
        if reading.kind is Kind.BIRTH_DATE
    ]
    assert all(born <= TODAY and TODAY.year - born.year <= terms.OLDEST for born in dates)


@given(
    st.dates(date(1917, 1, 1), TODAY),
    st.sampled_from(["%d/%m/%Y", "%d%m%Y", "%Y-%m-%d", "%d.%m.%y", "%d%m%y", "%d %m %Y"]),
)
def test_every_birth_date_is_among_the_readings_of_its_writings(born: date, writing: str) -> None:
    assert born.isoformat() in read(born.strftime(writing), TODAY).values(Kind.BIRTH_DATE)


@given(
    st.lists(
        st.sampled_from(["dupon", "Le Goff", "12/03/61", "69140", "h.m@exemple.fr", "04 65 71 23 48"]), unique=True
    )
)
def test_the_order_of_the_words_does_not_matter(parts: list[str]) -> None:
    def readings(words: list[str]) -> set[terms.Reading]:
        return {reading for group in read(" , ".join(words), TODAY).groups for reading in group.readings}

    assert readings(parts) == readings(parts[::-1])
