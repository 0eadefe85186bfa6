"""The catalogue tool, on a small project of its own; and the program's own words once compiled."""

import gettext
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contactcenter import catalogues

SOURCE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
NAME = _("Member")
HOME = pgettext_lazy("where one lives", "Home")
def count(n): return ngettext("%(n)s file", "%(n)s files", n)
"""
TEMPLATE = """{% load i18n %}
    <p title="{% translate "Desk" %}">It's {{ x|default:_("empty") }}
  {% blocktranslate trimmed with name=x %}
    Hello {{ name }}
  {% endblocktranslate %}</p>
"""
FOUND = ["Member", "%(n)s file", "Home", "Desk", "Hello %(name)s", "empty"]

Run = Callable[..., list[str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One app, `desk`, with a module and a template; a template folder of its own name and a shared one."""
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk/apps.py").write_text("")
    (tmp_path / "desk/models.py").write_text(SOURCE)
    (tmp_path / "templates/desk").mkdir(parents=True)
    (tmp_path / "templates/desk/page.html").write_text(TEMPLATE)
    monkeypatch.setattr(catalogues, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def check(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """What `--check` says about the project's catalogue, without the path."""

    def run() -> list[str]:
        code, lines = catalogues.main(["--check"]), capsys.readouterr().err.splitlines()
        assert code == bool(lines)
        return [line.removeprefix("desk/locale/fr/LC_MESSAGES/django.po: ") for line in lines]

    return run


def translate(**words: str) -> None:
    """Fill the catalogue: the given words, and for the others a French stand-in."""
    catalogue = catalogues.merged("desk")
    for (_, text), entry in catalogues.entries(catalogue).items():
        word = words.get(text.replace("%(n)s ", ""), f"Mot {text}")
        entry.string = (word, word.replace("file", "files")) if entry.pluralizable else word
    catalogues._replace(catalogues.path_of("desk"), catalogues.rendered(catalogue))


def test_modules_and_templates_are_read(project: Path) -> None:
    found = catalogues.entries(catalogues.extracted("desk"))
    assert sorted(text for _, text in found) == sorted(FOUND)
    assert found["where one lives", "Home"].locations == [("desk/models.py", 1)]


def test_every_template_belongs_to_one_catalogue(project: Path) -> None:
    paths = [
        "templates/desk/x.html",
        "templates/mfa/x.html",
        "templates/components/x.html",
        "templates/404.html",
        "desk/templates/x",
    ]
    assert [catalogues.owner_of(project / path) for path in paths] == ["desk", "accounts", "ui", "ui", "desk"]


def test_a_translated_catalogue_is_in_order(check: Run) -> None:
    translate()
    assert check() == []


def test_running_twice_changes_nothing(project: Path) -> None:
    translate()
    before = catalogues.path_of("desk").read_bytes()
    assert (catalogues.main([]), catalogues.path_of("desk").read_bytes()) == (0, before)


def test_a_new_string_makes_the_catalogue_stale(project: Path, check: Run) -> None:
    translate()
    (project / "desk/models.py").write_text(SOURCE + '\nNEW = _("New")\n')
    assert check() == ["is not what the sources say; run manage.py messages desk"]


def test_a_string_gone_waits_until_it_is_pruned(project: Path, check: Run) -> None:
    translate()
    (project / "templates/desk/page.html").unlink()
    catalogues.main([])
    assert check() == [
        f"no source uses {text!r}; run manage.py messages --prune desk" for text in ("Desk", "Hello %(name)s", "empty")
    ]
    catalogues.main(["--prune"])
    assert check() == []


def test_a_string_that_comes_back_finds_its_translation(project: Path, check: Run) -> None:
    translate()
    (project / "desk/models.py").write_text("")
    catalogues.main([])
    (project / "desk/models.py").write_text(SOURCE)
    catalogues.main([])
    assert check() == []


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ({"Member": ""}, "not translated: 'Member'"),
        ({"Member": "Adhérent %(n)s"}, "placeholders differ: 'Member'"),
        ({"Hello %(name)s": "Bonjour"}, "placeholders differ: 'Hello %(name)s'"),
        ({"Member": "Adhérent "}, "begins or ends with other blanks: 'Member'"),
        ({"Member": "Adhérent !"}, "write a narrow no-break space (U+202F) before ; ! ?: 'Member'"),
        ({"Member": "Member"}, "left in English (if rightly so, put the comment 'same in French' on it): 'Member'"),
    ],
)
def test_a_fault_is_named(check: Run, words: dict[str, str], fault: str) -> None:
    translate(**words)
    assert check() == [fault]


def test_a_fuzzy_entry_is_a_fault(check: Run) -> None:
    translate()
    path = catalogues.path_of("desk")
    path.write_text(path.read_text().replace('msgid "Member"', '#, fuzzy\nmsgid "Member"'))
    assert check() == ["fuzzy: 'Member'"]


def test_the_same_word_may_be_declared(check: Run) -> None:
    translate(Member="Member")
    path = catalogues.path_of("desk")
    path.write_text(
        path.read_text().replace(
            '#: desk/models.py\nmsgid "Member"', '# same in French\n#: desk/models.py\nmsgid "Member"'
        )
    )
    assert check() == []


@pytest.mark.parametrize("option", ["--check", "--compile", "--prune"])
def test_a_broken_catalogue_is_told(project: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    translate()
    path = catalogues.path_of("desk")
    path.write_text(path.read_text() + "<<<<<<< HEAD\n")
    told = "desk/locale/fr/LC_MESSAGES/django.po: Unknown or misformatted keyword on 37\n"
    assert (catalogues.main([option]), capsys.readouterr().err) == (1, told)


def test_the_command_says_the_same(project: Path) -> None:
    with pytest.raises(CommandError):
        call_command("messages", "--check")
    call_command("messages", "desk")
    assert catalogues.path_of("desk").exists()


def test_two_catalogues_may_not_disagree(project: Path, check: Run) -> None:
    translate(Member="Adhérent")
    (project / "area").mkdir()
    (project / "area/apps.py").write_text('NAME = _("Member")')
    (project / "area/locale/fr/LC_MESSAGES").mkdir(parents=True)
    catalogues.path_of("area").write_text(catalogues.HEADER + '#: area/apps.py\nmsgid "Member"\nmsgstr "Membre"\n\n')
    assert check() == ["desk: 'Member' is 'Membre' in area: use the same words, or a context"]


def test_django_s_own_words_may_not_be_taken_for_others(project: Path, check: Run) -> None:
    (project / "desk/models.py").write_text('HOME = _("Home")')
    translate(Home="Domicile")
    assert check() == ["desk: 'Home' is 'Accueil' in django/contrib/admin: use the same words, or a context"]


def test_a_compiled_catalogue_speaks_french(project: Path) -> None:
    translate(Member="Adhérent", file="%(n)s file")
    assert catalogues.main(["--compile"]) == 0
    with catalogues.path_of("desk").with_suffix(".mo").open("rb") as file:
        spoken = gettext.GNUTranslations(file)
    assert (spoken.gettext("Member"), spoken.pgettext("where one lives", "Home")) == ("Adhérent", "Mot Home")
    assert [spoken.ngettext("%(n)s file", "%(n)s files", n) for n in (0, 1, 2)] == [
        "%(n)s file",
        "%(n)s file",
        "%(n)s files",
    ]


def test_compiling_twice_gives_the_same_bytes(project: Path) -> None:
    translate()
    assert catalogues.compiled(catalogues.existing("desk")) == catalogues.compiled(catalogues.existing("desk"))
