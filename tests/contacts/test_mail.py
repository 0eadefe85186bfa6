"""An e-mail is read whatever it is, and says what is wrong with it."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contacts.enums import MailFault
from contacts.mail import fold, read, safe_name, text_of_html
from contacts.mail.reading import LONGEST_TEXT
from tests.factories.mail import message


def test_who_writes_what() -> None:
    mail = read(message("Bonjour à tous", subject="Devis équipé", message_id="<a@exemple.fr>"))
    told = (mail.sender, mail.sender_name, mail.subject, mail.text, mail.message_id, mail.faults)
    assert told == ("helene@exemple.fr", "Hélène Marchandeau", "Devis équipé", "Bonjour à tous", "a@exemple.fr", ())


def test_what_it_answers_to_comes_nearest_first() -> None:
    mail = read(message(In_Reply_To="<c@x.fr>", References="<a@x.fr> <b@x.fr> <c@x.fr>"))
    assert mail.answers == ("c@x.fr", "b@x.fr", "a@x.fr")


def test_bytes_in_headers_are_read() -> None:
    mail = read("From: Hélène <h@x.fr>\r\nSubject: Devis équipé\r\n\r\nx".encode("cp1252"))
    assert (mail.sender, mail.sender_name, mail.subject) == ("h@x.fr", "Hélène", "Devis équipé")


def test_a_wrong_charset_is_told_and_read_all_the_same() -> None:
    mail = read(b"From: h@x.fr\r\nContent-Type: text/plain; charset=klingon\r\n\r\n\xe9t\xe9")
    assert (mail.text, MailFault.BAD_CHARSET in mail.faults) == ("été", True)


def test_html_says_what_a_reader_would_see() -> None:
    page = "<style>p{}</style><p>Bonjour,<br>mon <b>devis</b>&nbsp;:</p><ul><li>verres</li><li>monture</li></ul><script>x()</script>"
    assert text_of_html(page) == "Bonjour,\nmon devis\u00a0:\n\nverres\n\nmonture"


def test_of_two_writings_the_plain_one_counts() -> None:
    raw = (
        b"From: h@x.fr\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nClair\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Riche</p>\r\n--b--\r\n"
    )
    assert read(raw).text == "Clair"


@pytest.mark.parametrize(
    ("text", "now", "before"),
    [
        ("Merci.\n\nLe 12 nov. 2026 à 10:00, Arbelle <c@a.fr> a écrit :\n> Bonjour\n> Votre devis", "Merci.", True),
        ("Merci.\n\nLe 12 novembre 2026 à 10:00, Arbelle\n<c@a.fr> a écrit :\n> Bonjour", "Merci.", True),
        ("Thanks.\n\nOn Thu, 12 Nov 2026 at 10:00, Arbelle <c@a.fr> wrote:\n> Bonjour", "Thanks.", True),
        ("Merci.\n\n-----Message d'origine-----\nDe : Arbelle\nBonjour", "Merci.", True),
        (
            "Merci.\n\nDe : Arbelle <c@a.fr>\nEnvoyé : jeudi 12 novembre\nÀ : Hélène\nObjet : Devis\n\nBonjour",
            "Merci.",
            True,
        ),
        ("> Bonjour\n> Votre devis\n\nMerci.", "Merci.", True),
        ("Bonjour,\nDe : rien.", "Bonjour,\nDe : rien.", False),
        ("Oui.\n> Le voulez-vous ?\nEt non.\n> Et cela ?", "Oui.\n> Le voulez-vous ?\nEt non.\n> Et cela ?", False),
        ("-----Message d'origine-----\nBonjour", "-----Message d'origine-----\nBonjour", False),
    ],
)
def test_history_is_folded_apart(text: str, now: str, before: bool) -> None:  # noqa: FBT001
    fresh, history = fold(text)
    assert (fresh, bool(history)) == (now, before)


@pytest.mark.parametrize(
    ("headers", "answers", "automatic", "bounce"),
    [
        ({}, False, False, False),
        ({"Auto_Submitted": "no"}, False, False, False),
        ({"Auto_Submitted": "auto-replied"}, True, True, False),
        ({"Auto_Submitted": "auto-generated"}, False, True, False),
        ({"Auto_Submitted": "auto-generated", "subject": "Réponse automatique : Devis"}, True, True, False),
        ({"X_Autoreply": "yes"}, True, True, False),
        ({"Precedence": "bulk"}, False, True, False),
        ({"Precedence": "auto_reply"}, True, True, False),
        ({"List_Id": "<lettre.exemple.fr>"}, False, True, False),
        ({"Return_Path": "<>"}, True, True, True),
        ({"sender": "Mailer-Daemon@exemple.fr"}, True, True, True),
    ],
)
def test_machines_are_recognised(headers: dict[str, str], answers: bool, automatic: bool, bounce: bool) -> None:  # noqa: FBT001
    mail = read(message(**headers))  # type: ignore[arg-type]
    assert (mail.is_answering_machine, mail.is_automatic, mail.is_bounce) == (answers, automatic, bounce)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/devis.pdf", "devis.pdf"),
        ("..\\..\\devis.pdf", "devis.pdf"),
        ("devis\u202efdp.exe", "devisfdp.exe"),
        ("de\x00vis.pdf", "devis.pdf"),
        ("..", ""),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        ("é" * 200 + ".pdf", "é" * 80 + "…" + "é" * 35 + ".pdf"),
    ],
)
def test_names_are_only_shown(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


def test_an_attachment_s_name_loses_its_path() -> None:
    (attachment,) = read(message(files={"../../x.pdf": b"%PDF-"})).attachments
    assert (attachment.name, attachment.content) == ("x.pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", MailFault.NO_SENDER),
        (b"Subject: x\r\n\r\n", MailFault.NO_MESSAGE_ID),
        (b"From: h@x.fr\r\n\r\n", MailFault.NO_TEXT),
        (b"From: h@x.fr\r\n\r\n" + b"x" * (LONGEST_TEXT + 1), MailFault.TEXT_CUT),
        (b"From: h@x.fr\r\n\r\n" + b"x" * (26 * 2**20), MailFault.TOO_LARGE),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext", MailFault.BAD_STRUCTURE),
        (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 6000, MailFault.TOO_NESTED),
        (
            b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(900)),
            MailFault.TOO_NESTED,
        ),
    ],
)
def test_what_is_wrong_is_said(raw: bytes, fault: MailFault) -> None:
    assert fault in read(raw).faults


def test_of_what_is_too_large_nothing_else_is_said() -> None:
    raw = b"From: h@x.fr\r\nMessage-ID: <a@x.fr>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"x" * (
        26 * 2**20
    )
    assert read(raw).faults == (MailFault.TOO_LARGE,)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 90_000,
        b"<b><p>" * 80_000,
        b"<!--" * 100_000,
        b"<" * 500_000,
        b"<table><tr><td>" * 30_000,
        b"\n" * 9_000_000,
    ],
)
def test_no_text_keeps_us_busy(body: bytes) -> None:
    began = time.process_time()
    read(b"From: h@x.fr\r\nContent-Type: text/html\r\n\r\n" + body)
    assert time.process_time() - began < 5


PIECES = st.sampled_from(
    [b"From: ", b"Subject: ", b"=?utf-8?b?", b"=?x?q?", b"?=", b"<a@b.fr>", b"Content-Type: multipart/mixed; boundary=b",
     b"Content-Type: text/html; charset=", b"utf-7", b"rot13", b"idna", b"\r\n", b"\r\n\r\n", b"--b", b"--b--", b"\x00", b"\xff", b"<p>",
     b"<blockquote>", b"Content-Transfer-Encoding: ", b"base64", b"quoted-printable", b"uuencode", b"Content-Disposition: attachment; ",
     b"filename*=utf-8''%ff", b"filename*0=a; filename*2=b", b"message/rfc822", b"Message-ID: ", b"\xed\xa0\x80", b"> ", b"Le ", b" a \xc3\xa9crit :"]
)  # fmt: skip


@given(st.lists(PIECES | st.binary(max_size=8), max_size=60).map(b"".join))
@example(b"From: \xff<")
@example(b"Content-Type: text/plain; charset=rot13\r\n\r\nx")
@example(b"Content-Disposition: attachment; filename*0=a; filename*2=b\r\n\r\nx")
def test_nothing_raises_and_everything_can_be_kept(raw: bytes) -> None:
    mail = read(raw)
    said = [mail.text, mail.quoted, mail.subject, mail.sender, mail.sender_name, mail.message_id, *mail.answers]
    said += [attachment.name for attachment in mail.attachments]
    assert [text for text in said if "\x00" in text or text != text.encode("utf-8", "replace").decode()] == []
