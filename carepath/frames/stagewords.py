"""Where a patient is during a stage, proposed from the stage's name for a person to confirm.

Time in or before an *away* stage is shown as away. So a return or readmission is away (before it
the patient was at home), while a release is not: the time before it is spent in the hospital. A
release therefore takes the phase of the last stay: the ward when the log knows wards, else the
department. Bloods, laboratory and imaging are done wherever the patient is.
"""

import re
from collections.abc import Iterable

from carepath.frames.spans import AWAY, DEPARTMENT, WARD, WITH_PATIENT

_AWAY = re.compile(
    r"\b(returns?|returned|re-?admissions?|re-?admitted|home|leave|follow-?ups?|aftercare"
    r"|heropname|terugkeer|terugkomst|nazorg|verlof|wiederaufnahme)\b",
    re.IGNORECASE,
)
_RELEASE = re.compile(
    r"\b(release[sd]?|discharged?|discharges|ontslag|entlassung|sortie)\b", re.IGNORECASE
)
_WARD = re.compile(
    r"\b(admissions?|admit|admitted|wards?|inpatient|bed|opname|opgenomen|afdeling|station"
    r"|nursing care|intensive care)\b",
    re.IGNORECASE,
)
_WITH_PATIENT = re.compile(
    r"\b(labs?|laborator(y|ies)|labor|laboratorium|bloods?|blood (test|count|gas|culture|sample)s?"
    r"|bloed\w*|crp|lactic ?acid|lactate|leu[ck]ocytes?|troponin|creatinine|h(a?)emoglobin"
    r"|cultures?|imaging|radiology|x-?rays?|r[oö]ntgen\w*|ct|mri|ultrasound|sonograph(y|ie)"
    r"|echo|echografie|echocardiogra(m|phy)|ecg|scans?)\b",
    re.IGNORECASE,
)
_WARD_CODES = re.compile(r"\b(NC|IC|MC|ICU|CCU|HDU|NICU|PICU|PACU|AMU|MAU)\b")


def phases_of(stages: Iterable[str]) -> dict[str, str]:
    """Return the proposed phase of each stage name."""
    names = list(stages)
    stay = WARD if any(_is_ward(name) for name in names) else DEPARTMENT
    return {name: _phase(name, stay) for name in names}


def _phase(name: str, stay: str) -> str:
    words = name.replace("_", " ")
    if _AWAY.search(words):
        return AWAY
    if _RELEASE.search(words):
        return stay
    if _is_ward(name):
        return WARD
    return WITH_PATIENT if _WITH_PATIENT.search(words) else DEPARTMENT


def _is_ward(name: str) -> bool:
    words = name.replace("_", " ")
    away = _AWAY.search(words) or _RELEASE.search(words)
    return not away and bool(_WARD.search(words) or _WARD_CODES.search(words))
