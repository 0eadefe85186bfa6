"""What plays a working day: forms read as a browser sends them, and a stretch of the day at any speed."""

from collections import Counter
from itertools import pairwise

import pytest

from bench.day.forms import NoFormError, fields
from bench.day.plan import OPEN, Person, Plan, told, written

PAGE = """
<form method="post" action="/a/"><input type="hidden" name="key" value="k&amp;1"><input name="empty">
  <input type="radio" name="by" value="phone"><input type="radio" name="by" value="email" checked>
  <input type="checkbox" name="told" value="one" checked><input type="checkbox" name="told" value="two" checked>
  <input type="checkbox" name="not" value="x"><button name="step" value="go">Go</button>
  <select name="why"><option value="">–</option><option value="b" selected>B</option></select>
  <textarea name="text" rows="2">
l&#x27;un</textarea></form>
<form action="/a/"><input type="hidden" name="step" value="tell"></form>
"""


def plan(*, speed: float, minutes: float) -> Plan:
    people = [Person("", "", str(number)) for number in range(240)]
    return Plan(
        port=1, run="r", seed=1, speed=speed, minutes=minutes, contacts=12_000, quotes_share=0.48, path="/", secret="s",
        lines=["+33180000001"], numbers=[["+33600000001"]], callers=people,
    )  # fmt: skip


def test_a_form_is_sent_as_it_stands() -> None:
    assert fields(PAGE, "/a/") == {
        "key": "k&1", "empty": "", "by": "email", "told": ["one", "two"], "why": "b", "text": "l'un"
    }  # fmt: skip


def test_of_two_forms_the_one_that_is_meant() -> None:
    assert fields(PAGE, "/a/", having='value="tell"') == {"step": "tell"}


def test_a_form_that_is_not_there_is_said_without_ids() -> None:
    with pytest.raises(NoFormError, match=r"^/devis/…/$"):
        fields(PAGE, "/devis/0198f2b4-0000-7000-8000-000000000001/")


@pytest.mark.parametrize("speed", [1.0, 16.0])
def test_a_stretch_keeps_to_its_time(speed: float) -> None:
    steps = list(told(plan(speed=speed, minutes=10)))
    assert all(one.at <= other.at for one, other in pairwise(steps))
    assert max(step.at for step in steps if step.kind == "ringing" and step.desk is None) < 600


def test_every_call_rings_before_anything_else_is_told_of_it() -> None:
    first: dict[str, str] = {}
    for step in told(plan(speed=16, minutes=10)):
        first.setdefault(step.call, step.kind)
    assert Counter(first.values()) == {"ringing": len(first)}


def test_a_whole_day_has_all_its_contacts() -> None:
    whole = plan(speed=16, minutes=OPEN / 60 / 16)
    calls = {step.call for step in told(whole)}
    assert len(calls) + len(list(written(whole))) == 12_000
