"""Vital signs of an Observation: a value for each, by itself or as a component of a panel.

A value that is absent is none. What has no unit, or none that is known for the sign, is no value
either: a number whose unit is guessed can hurt.
Reference: FHIR R4, vital signs profile; which signs and units: `frames.vitals`.
"""

import hashlib
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from carepath.formats.fhir import times
from carepath.formats.fhir.times import Moment
from carepath.frames import vitals
from carepath.frames.vitals import Measured, Unmeasured

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
TAKEN_BACK = {"entered-in-error", "cancelled"}


def measured(
    observation: dict[str, Any],
    *,
    name: str,
    visit: str,
    patient: str,
    written: int,
    zone: ZoneInfo,
) -> list[Measured]:
    """Return the vital signs of an Observation that `issues` found usable.

    `name` (such as Observation/o1) tells its measurements from all others of the source; those of
    one that is taken back are retracted.
    """
    gone, at = observation["status"] in TAKEN_BACK, when(observation, zone)
    found = []
    for path, code, quantity in _quantities(observation):
        if not gone and ("value" not in quantity or at is None):
            continue
        sign, value = (vitals.LOINC[code], 0.0) if gone else _kept(code, quantity)
        ref = hashlib.sha256(f"{name}|{path}|{code}".encode()).hexdigest()[:32]
        moment = written if at is None else at.us
        whom = {"visit": visit[:200], "patient": patient[:200]}
        words = {"written": written, "ref": ref, "retracted": gone}
        found.append(Measured(sign.name, value, sign.unit, moment, **words, **whom))
    return found


def unmeasured(observation: dict[str, Any]) -> list[tuple[str, str]]:
    """Return where, from the Observation on, a vital sign has no value that can be kept, and why.

    The reason is a code: no_unit, unknown_unit or bad_value.
    """
    if observation["status"] in TAKEN_BACK:
        return []
    found = []
    for path, code, quantity in _quantities(observation):
        try:
            if "value" in quantity:
                _kept(code, quantity)
        except Unmeasured as error:
            found.append((path, error.code))
    return found


def signs(observation: dict[str, Any]) -> bool:
    """Return whether an Observation has a vital sign with a value at all."""
    return any("value" in quantity for _path, _code, quantity in _quantities(observation))


def when(observation: dict[str, Any], zone: ZoneInfo) -> Moment | None:
    """Return when it was measured: its moment, the start of its period, else when it was issued."""
    period = observation.get("effectivePeriod", {})
    said = (
        observation.get("effectiveDateTime")
        or observation.get("effectiveInstant")
        or period.get("start")
        or observation.get("issued")
    )
    found = times.moment(said, zone)
    return None if found is None or found.rough else found


def _kept(code: str, quantity: dict[str, Any]) -> tuple[vitals.Vital, float]:
    coded = quantity.get("code") if quantity.get("system") == UCUM else None
    return vitals.kept(code, float(quantity["value"]), coded or quantity.get("unit") or "")


def _quantities(observation: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, LOINC code and quantity of each sign: its own, and those of its components."""
    parts = [("", observation)]
    parts += [(f".component[{n}]", one) for n, one in enumerate(observation.get("component", ()))]
    for path, part in parts:
        codes = [one.get("code") for one in part["code"].get("coding", ()) if _is_loinc(one)]
        code = next((code for code in codes if code in vitals.LOINC), None)
        if code is not None and "valueQuantity" in part:
            yield f"{path}.valueQuantity", code, part["valueQuantity"]


def _is_loinc(coding: dict[str, Any]) -> bool:
    return coding.get("system") == LOINC
