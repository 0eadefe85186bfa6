import pytest

from practitioners.asking import origin_of
from practitioners.errors import ForeignPlaceError, UnknownPlaceError

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("69140", "69286"),
        ("34500 Béziers", "34032"),
        ("beziers", "34032"),
        ("BEZIERS CEDEX", "34032"),
        ("34536 BEZIERS CEDEX", "34032"),
        ("75651 PARIS CEDEX 13", "75056"),
        ("75013", "75113"),
        ("75013 Paris", "75113"),
        ("Ajaccio", "2A004"),
        ("20200", "2B033"),
        ("97400", "97411"),
        ("Saint-Denis (974)", "97411"),
        ("Saint-Denis 93", "93066"),
        ("st-etienne", "42218"),
        ("97150", "97801"),
        ("Bastia 20", "2B033"),
        ("Lyon 3e", "69383"),
        ("paris 13", "75113"),
        ("Marseille 8ème", "13208"),
        ("Marseille 13", "13055"),
    ],
)
def test_where_somebody_looks(text: str, code: str) -> None:
    assert origin_of(text).commune.insee_code == code


@pytest.mark.parametrize("text", ["Zzyzx", "", "99999", "34999", "12"])
def test_an_unknown_commune_is_refused(text: str) -> None:
    with pytest.raises(UnknownPlaceError):
        origin_of(text)


@pytest.mark.parametrize("text", ["Genève, Suisse", "1201 Genève", "Bruxelles Belgique", "20121 Milano, Italie"])
def test_an_address_abroad_is_refused(text: str) -> None:
    with pytest.raises(ForeignPlaceError):
        origin_of(text)
