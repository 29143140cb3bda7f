"""Vital signs: what is measured, in which unit it is kept, and what a body can show.

Each is kept in one unit (UCUM), whatever the sender writes. A value without a unit is no value:
37 may be a temperature in degrees Celsius or a body weight in kilograms.
Codes: LOINC, as in the vital signs profile of HL7 FHIR R4. Units: UCUM, and what senders write.
"""

from dataclasses import dataclass

from carepath.frames.rejects import gettext_noop

_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Vital:
    """One kind of measurement: its name, the unit it is kept in, and its physical limits.

    `units` holds what senders write for a unit, in lower case, to factor and offset:
    kept = (told + offset) × factor.
    """

    name: str
    unit: str
    low: float
    high: float
    units: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One value of a vital sign, as one message tells it.

    `at` and `written` are microseconds UTC: when it was measured, and when the sender said so.
    `ref` tells the measurement from all others of its source; told again later it is corrected,
    `retracted` takes it back. `visit` or `patient` may be '', not both.
    """

    name: str
    value: float
    unit: str
    at: int
    written: int
    ref: str
    visit: str = ""
    patient: str = ""
    retracted: bool = False


class Unmeasured(ValueError):
    """A value that cannot be kept; `code` is no_unit, unknown_unit or bad_value."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def _same(*names: str) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(names, (1.0, 0.0))


_PER_MINUTE = _same("/min", "{beats}/min", "{breaths}/min", "beats/min", "beats/minute", "bpm",
                    "breaths/min", "breaths/minute", "1/min", "per minute")  # fmt: skip
_PRESSURE = _same("mm[hg]", "mmhg", "mm hg") | {"kpa": (7.500617, 0.0)}
_PERCENT = _same("%", "percent")
_DEGREES = _same("cel", "c", "°c", "degc", "deg c") | dict.fromkeys(
    ("[degf]", "f", "°f", "degf", "deg f"), (5 / 9, -32.0)
)
_LENGTH = _same("cm") | {"m": (100.0, 0.0), "mm": (0.1, 0.0), "[in_i]": (2.54, 0.0)}
_WEIGHT = _same("kg") | {"g": (0.001, 0.0), "[lb_av]": (0.45359237, 0.0)}

HEART_RATE = Vital(_("Heart rate"), "/min", 0, 400, _PER_MINUTE)
BREATHS = Vital(_("Respiratory rate"), "/min", 0, 200, _PER_MINUTE)
SATURATION = Vital(_("Oxygen saturation"), "%", 0, 100, _PERCENT)
TEMPERATURE = Vital(_("Body temperature"), "Cel", 10, 50, _DEGREES)
SYSTOLIC = Vital(_("Systolic blood pressure"), "mm[Hg]", 0, 400, _PRESSURE)
DIASTOLIC = Vital(_("Diastolic blood pressure"), "mm[Hg]", 0, 300, _PRESSURE)
MEAN = Vital(_("Mean blood pressure"), "mm[Hg]", 0, 350, _PRESSURE)
HEIGHT = Vital(_("Body height"), "cm", 10, 280, _LENGTH)
WEIGHT = Vital(_("Body weight"), "kg", 0.1, 700, _WEIGHT)
BMI = Vital(_("Body mass index"), "kg/m2", 2, 250, _same("kg/m2", "kg/m^2", "kg/m²"))
HEAD = Vital(_("Head circumference"), "cm", 10, 100, _LENGTH)
LOINC = {
    "8867-4": HEART_RATE,
    "9279-1": BREATHS,
    "2708-6": SATURATION,
    "59408-5": SATURATION,
    "8310-5": TEMPERATURE,
    "8331-1": TEMPERATURE,
    "8480-6": SYSTOLIC,
    "8462-4": DIASTOLIC,
    "8478-0": MEAN,
    "8302-2": HEIGHT,
    "8306-3": HEIGHT,
    "29463-7": WEIGHT,
    "3141-9": WEIGHT,
    "39156-5": BMI,
    "9843-4": HEAD,
}
"""Code of a single vital sign; panels (85353-1, 85354-9) hold these and have no value."""
PRINTED = {"Cel": "°C", "mm[Hg]": "mmHg", "kg/m2": "kg/m²"}
"""Unit (UCUM) to how people write it, where that differs."""
NAMES = tuple(dict.fromkeys(vital.name for vital in LOINC.values()))
"""Each vital sign once, in the order they are listed."""


def kept(code: str, value: float, unit: str) -> tuple[Vital, float]:
    """Return the vital sign of a LOINC code and the value in its unit, to four decimals.

    KeyError for a code that is none; Unmeasured if the value cannot be kept.
    """
    vital = LOINC[code]
    if not unit.strip():
        raise Unmeasured("no_unit")
    law = vital.units.get(unit.strip().lower())
    if law is None:
        raise Unmeasured("unknown_unit")
    factor, offset = law
    found = round((value + offset) * factor, 4)
    if not vital.low <= found <= vital.high:  # NaN too
        raise Unmeasured("bad_value")
    return vital, found
