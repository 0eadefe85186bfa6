"""Messages of other machines are theirs, and of now."""

import pytest

from contacts.signatures import BadSignatureError, check, signed

NOW = 1_800_000_000
BODY = b'{"event": "ringing"}'


def reason_of(**changed: object) -> str:
    sent = {"timestamp": str(NOW), "signature": signed("secret", NOW, BODY), "body": BODY, "now": float(NOW)} | changed
    try:
        check("secret", **sent)  # type: ignore[arg-type]
    except BadSignatureError as error:
        return error.reason
    return ""


def test_a_signed_message_passes() -> None:
    assert not reason_of()


@pytest.mark.attack(25)
def test_one_of_two_signatures_is_enough() -> None:
    assert not reason_of(signature=f"{signed('next', NOW, BODY)}, {signed('secret', NOW, BODY)}")


@pytest.mark.attack(25)
def test_a_message_of_six_minutes_ago_is_stale() -> None:
    assert reason_of(now=NOW + 360.0) == "stale"


def test_a_message_of_six_minutes_ahead_is_stale() -> None:
    assert reason_of(now=NOW - 360.0) == "stale"


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY + b" "},
        {"timestamp": str(NOW + 1)},
        {"timestamp": ""},
        {"timestamp": "²"},
        {"timestamp": "9" * 400},
        {"signature": ""},
        {"signature": signed("other", NOW, BODY)},
        {"signature": "é"},
    ],
)
@pytest.mark.attack(25)
def test_anything_changed_is_forged(changed: dict[str, object]) -> None:
    assert reason_of(**changed) == "forged"


@pytest.mark.attack(25)
def test_no_secret_signs_nothing() -> None:
    with pytest.raises(BadSignatureError):
        check("", timestamp=str(NOW), signature=signed("", NOW, BODY), body=BODY, now=float(NOW))
