"""Which column means what, proposed from its name and checked against its values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carepath.formats import repair, timeguess
from carepath.frames import lifecycle

_NAMES = {  # role: names in small letters with single spaces, the surest first
    "case": (
        *("case concept name", "case id", "caseid", "case", "case key", "trace id", "trace"),
        *("visit id", "visit", "encounter id", "encounter", "episode id", "episode", "journey"),
        *("admission id", "hadm id", "stay id", "zaak", "casus", "opnamenummer", "fall id"),
        *("patient id", "patient", "patientid", "pid", "subject id", "mrn"),
    ),
    "activity": (
        *("concept name", "activity", "activity name", "task", "event name", "step", "handling"),
        *("activiteit", "handeling", "stage", "action", "procedure", "event"),
    ),
    "time": (
        *("time timestamp", "complete timestamp", "completion time", "complete time"),
        *("end timestamp", "end time", "timestamp", "datetime", "date time", "event time"),
        *("completed", "completed at", "ended at", "end", "stop", "finish", "time"),
        *("tijdstip", "eindtijd", "einde", "tijd", "datum", "date"),
    ),
    "start": (
        *("start timestamp", "start time", "started at", "started", "start", "begin time"),
        *("begin", "starttijd", "begintijd", "start date"),
    ),
    "requested": (
        *("requested at", "requested", "request time", "request timestamp", "ordered at"),
        *("ordered", "order time", "schedule time", "scheduled at", "aanvraagtijd", "aangevraagd"),
    ),
    "lifecycle": (
        *("lifecycle transition", "lifecycle", "transition", "registration type"),
        *("event type", "status"),
    ),
    "instance": (
        *("concept instance", "activity instance id", "activity instance", "instance id"),
        *("instance", "handling id", "task id"),
    ),
    "event_id": ("event id", "eventid", "identity id", "event uuid", "uuid", "row id"),
    "unit": ("org group", "unit", "ward", "department", "location", "afdeling", "locatie"),
    "role": (
        *("org role", "role", "rol", "org resource", "resource", "employee", "staff", "performer"),
        *("functie", "medewerker", "user"),
    ),
    "patient": ("patient id", "patient", "patientid", "subject id", "mrn", "bsn", "case patient"),
}
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})([.,]\d{1,15})?")
_ID_LIKE = re.compile(r"\b(id|nr|no|number|code|key|index|postcode|zip|phone)\b")
_CASE = "case:"  # as XES tools mark what is said of a trace
_LOOK = 2_000
"""So many rows are looked at to tell what a column holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first records of a file by column."""

    columns: tuple[str, ...]
    cells: dict[str, tuple[str, ...]]

    def values(self, column: str) -> tuple[str, ...]:
        """Return some values of a column that are not empty."""
        return tuple(cell for cell in self.cells[column][:_LOOK] if cell.strip())


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return the records by column; of columns with one name the first counts."""
    turned = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    cells: dict[str, tuple[str, ...]] = {}
    for name, column in zip(columns, turned, strict=True):
        cells.setdefault(name, column)
    return Table(tuple(cells), cells)


def roles(seen: Table) -> dict[str, str]:
    """Return the proposed column of each role that was found."""
    found: dict[str, str] = {}
    for role in ("lifecycle", "time", "start", "requested", "case", "activity", *_OPTIONAL):
        names = [name for name in _named(role, seen) if name not in found.values()]
        fitting = [name for name in names if _FITS.get(role, _any)(seen, name, found)]
        if fitting:
            found[role] = fitting[0]
    for role, look in (("time", _is_time), ("activity", _is_activity), ("case", _is_case)):
        if role not in found:
            free = (name for name in seen.columns if name not in found.values())
            match = next((name for name in free if look(seen, name, found)), None)
            found |= {role: match} if match else {}
    return found


def attributes(seen: Table, found: dict[str, str]) -> tuple[list[str], list[str]]:
    """Return the columns left over: those that speak of the case, and those of the event."""
    taken = {*found.values(), repair.REASON, ""}
    left = [name for name in seen.columns if name not in taken]
    left = [name for name in left if any(cell.strip() for cell in seen.cells[name])]
    if "case" not in found:
        return [], left
    if any(name.startswith(_CASE) for name in seen.columns):  # the file says it itself
        of_case = [name for name in left if name.startswith(_CASE)]
    else:
        cases = seen.cells[found["case"]]
        of_case = [name for name in left if _of_case(cases, seen.cells[name])]
    return of_case, [name for name in left if name not in of_case]


def numeric(seen: Table, names: Sequence[str]) -> tuple[list[str], str]:
    """Return the columns that hold only numbers, and the decimal mark they are written with."""
    numbers = []
    commas = points = 0
    for name in names:
        values = seen.values(name)
        if values and not _ID_LIKE.search(_plain(name)) and all(map(_NUMBER.fullmatch, values)):
            numbers.append(name)
            commas += sum("," in value for value in values)
            points += sum("." in value for value in values)
    return numbers, "," if commas > points else "."


_OPTIONAL = ("instance", "event_id", "patient", "unit", "role")


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", spaced).strip().lower()


def _named(role: str, seen: Table) -> list[str]:
    wanted = {name: rank for rank, name in enumerate(_NAMES[role])}
    ranked = [(wanted[_plain(name)], name) for name in seen.columns if _plain(name) in wanted]
    return [name for _, name in sorted(ranked, key=lambda pair: pair[0])]


def _any(seen: Table, name: str, found: dict[str, str]) -> bool:
    return True


def _is_time(seen: Table, name: str, found: dict[str, str]) -> bool:
    return bool(timeguess.formats(seen.values(name)[:200]))


def _is_lifecycle(seen: Table, name: str, found: dict[str, str]) -> bool:
    words = {value.strip().lower() for value in seen.values(name)}
    return bool(words) and words <= lifecycle.CODE_OF.keys()


def _is_unique(seen: Table, name: str, found: dict[str, str]) -> bool:
    values = seen.values(name)
    return len(set(values)) == len(values)


def _pairs(seen: Table, name: str, found: dict[str, str]) -> bool:
    return "lifecycle" in found


def _is_activity(seen: Table, name: str, found: dict[str, str]) -> bool:
    """Tell whether a column holds a few words that come again and again."""
    values = seen.values(name)
    kinds = set(values)
    texts = sum(not _NUMBER.fullmatch(value) for value in kinds)
    return 1 < len(kinds) <= max(5, len(values) // 5) and texts > len(kinds) / 2


def _is_case(seen: Table, name: str, found: dict[str, str]) -> bool:
    """Tell whether a column's values repeat, but less than those of an activity."""
    values = seen.values(name)
    kinds = len(set(values))
    return len(values) == len(seen.cells[name][:_LOOK]) and len(values) / 50 < kinds < len(values)


_FITS: dict[str, Callable[[Table, str, dict[str, str]], bool]] = {
    "time": _is_time,
    "start": _is_time,
    "requested": _is_time,
    "lifecycle": _is_lifecycle,
    "instance": _pairs,
    "event_id": _is_unique,
}


def _of_case(cases: Sequence[str], cells: Sequence[str]) -> bool:
    """Tell whether a column has one value a case, on the first row of nearly every case."""
    first: dict[str, str] = {}
    values: dict[str, set[str]] = {}
    for case, cell in zip(cases, cells, strict=True):
        first.setdefault(case, cell)
        if cell.strip():
            values.setdefault(case, set()).add(cell)
    if not values or len(first) == len(cases):
        return False
    once = all(len(kinds) == 1 for kinds in values.values())
    on_first = sum(bool(first[case].strip()) for case in values)
    return once and on_first >= 0.9 * len(values)
