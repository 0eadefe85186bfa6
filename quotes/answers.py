"""What was computed, as JSON: the command, the API and what is kept of an analysis say it in the same shape."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from quotes import wording
from quotes.anomalies import Anomaly
from quotes.benefits import Reason, Result, Share
from quotes.money import written
from quotes.tariffs import FAR_OFF, LONG_AGO, Tariff

FIGURES = ("amo", "regime_local", "amc", "rac")


def of_result(result: Result, anomalies: Sequence[Anomaly]) -> dict[str, Any]:
    """Totals, lines with the reasons of every figure, anomalies. Amounts are texts such as `72.00`."""
    return {
        "price": written(result.price),
        **{figure: written(getattr(result, figure)) for figure in FIGURES},
        "is_certain": result.is_certain,
        "category": result.category,
        "lines": [_of_share(one) for one in result.shares],
        "anomalies": [of_anomaly(found) for found in anomalies],
    }


def _of_share(one: Share) -> dict[str, Any]:
    return {
        "code": one.line.code,
        "label": one.line.label or (one.tariff.label if one.tariff else ""),
        "tooth": " ".join(str(tooth) for tooth in one.line.teeth),
        "care_date": one.day.isoformat(),
        "price": written(one.price),
        "base": None if one.base is None else written(one.base),
        "rate": written(one.rate),
        **{figure: written(getattr(one, figure)) for figure in FIGURES},
        "flat_participation": written(one.participation),
        "is_certain": one.is_certain,
        "tariff": None if one.tariff is None else of_tariff(one.tariff),
        "reasons": {figure: [_of_reason(said) for said in reasons] for figure, reasons in one.reasons.items()},
    }


def of_tariff(row: Tariff) -> dict[str, Any]:
    return {
        "code": row.code,
        "label": row.label,
        "nature": row.nature,
        "basket": row.basket,
        "base": None if row.base is None else written(row.base),
        "ceiling": None if row.ceiling is None else written(row.ceiling),
        "valid_from": None if row.valid_from == LONG_AGO else row.valid_from.isoformat(),
        "valid_to": None if row.valid_to == FAR_OFF else row.valid_to.isoformat(),
        "source": row.source,
        "confidence": row.confidence,
    }


def _of_reason(said: Reason) -> dict[str, Any]:
    return {"rule": said.rule, "text": wording.reason(said), "values": _plain(said.values)}


def of_anomaly(found: Anomaly) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "line": found.line,
        "text": wording.anomaly(found),
        "values": _plain(found.values),
    }


def _plain(values: Mapping[str, int | str | date]) -> dict[str, int | str]:
    """Figures stay integers of cents, hundredths of a percent or of a dioptre."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
