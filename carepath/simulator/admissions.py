"""Admissions: what the patient administration of the hospital says of it in HL7 v2.

It speaks of who came, where they lie, and that they left; laboratory, imaging and the wards' own
work are told by other systems. One message a patient and moment, ADT with the trigger that fits,
and for each step it touched a segment ZST with the whole step as it stands then: whoever was not
told what happened before (its clock jumped) needs nothing of it.
Reference: HL7 v2.5 chapters 2 and 3; ZST: docs/formats.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from carepath.frames.columns import EVENTS
from carepath.frames.spans import KINDS, POINT, PRECISIONS, STAY
from carepath.simulator.stages import ENDS, STAGES
from carepath.simulator.way import Visit

ARRIVED, DISCHARGED = "A04", "A03"
_ARRIVALS = {STAGES[key].name for key in ("arrival", "clinic_arrival")}
_ENDS = {STAGES[key].name for key in ENDS}
_LEAVING = {STAGES[key].name for key in ("to_discharge", "fit")}
_ADMITTING = STAGES["to_admit"].name
_POINTS = _ARRIVALS | _ENDS | _LEAVING | {STAGES[key].name for key in ("to_ward", "ed_left")}
_TOLD = _POINTS | {_ADMITTING} | {stage.name for stage in STAGES.values() if stage.kind == STAY}
_EMERGENCY = STAGES["ed_stay"].name
_STRUCTURE = {"A04": "ADT_A01", "A08": "ADT_A01", "A13": "ADT_A01", "A14": "ADT_A05",
              "A11": "ADT_A09", "A12": "ADT_A09", "A15": "ADT_A15", "A26": "ADT_A21",
              "A05": "ADT_A05", "A40": "ADT_A39"}  # fmt: skip
_MARKS = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said of a patient. `rows` are the steps it touched, as columns of EVENTS;
    those in `struck` never happened. `delay` is how long after it happened it is entered."""

    trigger: str
    occurred: int
    rows: tuple[dict[str, Any], ...]
    struck: frozenset[bytes] = field(default_factory=frozenset)
    delay: int = 0
    prior: str = ""
    """Of a merge (A40) the number the patient also had: it is about no visit, and no step."""
    expected: int | None = None
    """Of a pre-admission (A05) when the patient is to come: no step is told, as none was taken."""

    @property
    def case(self) -> str:
        """Return the number of the visit."""
        return self.rows[0]["case"]


def parted(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (what the patient administration tells, what all other systems tell), as EVENTS."""
    mine = pl.col("stage").is_in(sorted(_TOLD))
    return events.filter(mine), events.filter(~mine)


def told(events: pl.DataFrame) -> Iterator[Told]:
    """Yield what is said of these steps, in the order in which it happened."""
    found: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for row in events.iter_rows(named=True):
        found.setdefault((_moment(row), row["case"]), []).append(row)
    for (moment, _case), rows in sorted(found.items()):
        yield Told(trigger_of(rows), moment, tuple(rows))


def pre_admitted(moment: int, visit: Visit) -> Told:
    """Return that somebody was written down who is to come for a planned operation."""
    who = {"case": visit.number, "patient": visit.patient}
    row = dict.fromkeys(EVENTS) | who | {"stage": "", "kind": POINT}
    return Told("A05", moment, (row,), expected=visit.arrives)


def trigger_of(rows: Iterable[dict[str, Any]]) -> str:
    """Return the trigger that says what these steps of one patient, at one moment, come to."""
    rows = list(rows)
    names = {row["stage"] for row in rows}
    stays = [row for row in rows if row["kind"] == STAY]
    begun = [row for row in stays if row["started"] is not None and row["ended"] is None]
    if names & _ENDS:
        return DISCHARGED
    if names & _ARRIVALS:
        return ARRIVED
    if begun:
        ended = {row["stage"] for row in stays if row["ended"] is not None} - {_EMERGENCY}
        return "A02" if ended or begun[0]["stage"] == _EMERGENCY else "A01"
    if any(row["started"] is None and row["ended"] is not None for row in stays):
        return "A26"
    if _ADMITTING in names:
        return "A14"
    if any(row["started"] is None for row in stays):
        return "A15"
    return "A16" if names & _LEAVING else "A08"


def written(one: Told, *, number: int, sent: int, control: str = "") -> bytes:
    """Return the message, sent at a moment (microseconds UTC) as the numbered one of its sender."""
    kind = f"ADT^{one.trigger}^{_STRUCTURE.get(one.trigger, f'ADT_{one.trigger}')}"
    stamp, control = time(sent), control or f"{number:09d}"
    sender = "MSH|^~\\&|ADMISSIONS|INVENTED|CAREPATH|DEMO"
    head = f"{sender}|{stamp}||{kind}|{control}|P|2.5|{number}|||||UNICODE UTF-8"
    segments = [head, f"EVN|{one.trigger}|{stamp}||||{time(one.occurred)}", _pid(one)]
    if one.expected is not None:
        segments += [_pv1(one), f"PV2||||||||{time(one.expected)}"]
    elif one.prior:
        segments.append(f"MRG|{_text(one.prior)}^^^INVENTED^MR")
    else:
        steps = (_zst(place, row, one) for place, row in enumerate(one.rows, 1))
        segments += [_pv1(one), *steps]
    return "\r".join([*segments, ""]).encode()


def time(us: int) -> str:
    """Return a moment as HL7 writes it, in UTC; fractions of a second only where there are any."""
    moment = _EPOCH + timedelta(microseconds=us)
    fraction = f".{moment:%f}" if moment.microsecond else ""
    return f"{moment:%Y%m%d%H%M%S}{fraction}+0000"


def _moment(row: dict[str, Any]) -> int:
    return max(us for us in (row["requested"], row["started"], row["ended"]) if us is not None)


def _pid(one: Told) -> str:
    return f"PID|1||{_text(one.rows[0]['patient'])}^^^INVENTED^MR"


def _pv1(one: Told) -> str:
    stays = [row for row in one.rows if row["kind"] == STAY and row["ref"] not in one.struck]
    here = next((row for row in stays if row["started"] is not None and row["ended"] is None), None)
    wanted = next((row for row in stays if row["started"] is None and row["ended"] is None), None)
    fields = {2: _class(one), 3: _place(here), 19: _text(one.case), 42: _place(wanted)}
    if one.trigger == DISCHARGED:
        fields[36] = "20" if any(row["stage"] == "Died" for row in one.rows) else "01"
    return "|".join(["PV1", "1", *(fields.get(n, "") for n in range(2, 43))])


def _class(one: Told) -> str:
    names = {row["stage"] for row in one.rows}
    if any(name.startswith("Clinic") for name in names):
        return "O"
    return "I" if one.trigger in ("A01", "A05", "A14") else ""


def _place(row: dict[str, Any] | None) -> str:
    if row is None:
        return ""
    marked = (row["attributes"] or "").partition('"bed":"')[2].partition('"')[0]
    return f"{_text(row['unit'])}^^{_text(marked)}".rstrip("^")


def _zst(place: int, row: dict[str, Any], one: Told) -> str:
    times = (row[name] for name in ("requested", "started", "ended"))
    refs = (row[name] for name in ("ref", "parent_ref"))
    fields = [
        "D" if row["ref"] in one.struck else "S",
        _text(row["stage"]),
        KINDS[row["kind"]],
        *("" if us is None else time(us) for us in times),
        str(row["seq"]),
        PRECISIONS[row["precision"]],
        str(row["flags"]),
        *("" if ref is None else ref.hex() for ref in refs),
        *(_text(row[name]) for name in ("unit", "role", "attributes", "case_attributes")),
    ]
    return "|".join(["ZST", str(place), *fields])


def _text(value: str | None) -> str:
    """Return a value as it may stand in a field."""
    return (value or "").translate(_MARKS)
