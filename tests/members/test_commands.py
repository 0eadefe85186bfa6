"""What the commands say, in French, to whoever mistypes."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Mutual


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("import_members absent.csv --mutual arbelle", "Il n’y a pas de fichier absent.csv."),
        (
            "import_members / --mutual arbelle",
            "/ ne peut pas être lu\u00a0: vérifiez que c’est un fichier, et ses droits.",
        ),
        ("import_members absent.csv --mutual rien", "Aucune mutuelle n’a le code rien."),
        ("export_members --mutual rien", "Aucune mutuelle n’a le code rien."),
        (
            "export_members --mutual arbelle --output /nulle/part",
            "/nulle/part ne peut pas être créé\u00a0: vérifiez le dossier et ses droits.",
        ),
        ("generate_members --count 1 --mutual rien non", "Aucune mutuelle n’a le code rien, non."),
    ],
)
def test_a_mistake_is_told_in_french(mutual: Mutual, typed: str, said: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command(*typed.split())
    assert str(refused.value) == said


@pytest.mark.parametrize("command", ["import_members", "export_members", "generate_members", "access_table"])
def test_help_is_french(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command(command, "--help")
    described = " ".join(capsys.readouterr().out.split("\n\n")[1].split())
    assert described.startswith(("Importe ", "Écrit ", "Ajoute "))
