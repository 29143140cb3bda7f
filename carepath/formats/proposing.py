"""A mapping proposed from the first records of a log, with what a person has to decide."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from carepath.formats import columnguess, timeguess
from carepath.formats.columnguess import Table
from carepath.frames import lifecycle, patterns
from carepath.frames.mapping import Target
from carepath.frames.proposal import Proposal
from carepath.frames.rejects import gettext_noop
from carepath.frames.spans import AWAY
from carepath.frames.stagewords import phases_of

_ = gettext_noop
NOTES = {
    "no_rows": _("The file has a head and no row beneath it: there is nothing to import."),
    "no_case": _("Choose the column that tells one journey from another."),
    "no_activity": _("Choose the column that names what was done."),
    "no_time": _("No column with times was found. Choose it and declare its format."),
    "day_or_month": _("Dates such as 03/04 can be read in two ways. Choose the format."),
    "no_zone": _("The times carry no time zone. Choose the zone of the hospital's clock."),
    "some_zone": _("Some times carry no time zone. Choose the zone of the hospital's clock."),
    "completions_only": _(
        "The log records completions only: care and waiting cannot be told apart."
    ),
    "away": _("Time before some stages is spent away from the hospital. Confirm the phases."),
    "people": _("The role column may name people. Choose a column of roles if there is one."),
    "decimal_comma": _("Numbers are written with a decimal comma."),
}
"""Code of a remark to its sentence."""

FIRST_ROWS = 20
_HOUR = 3600


def propose(
    columns: Sequence[str], rows: Sequence[Sequence[str]], written: dict[str, Any]
) -> Proposal:
    """Return the proposal for these records; `written` holds the fields of the dialect."""
    seen = columnguess.table(columns, rows)
    found = columnguess.roles(seen)
    guesses: dict[str, Any] = written | found
    choices, notes = _times(seen, found, guesses)
    _attributes(seen, found, guesses)
    stages = Counter(seen.cells[found["activity"]]) if "activity" in found else Counter()
    stages = {name: n for name, n in stages.most_common() if name.strip()}
    guesses["phases"] = phases_of(stages)
    notes = notes + _remarks(seen, found, guesses) if rows else ["no_rows"]
    return Proposal(
        guesses=guesses,
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows[:FIRST_ROWS]),
        choices=choices,
        notes=tuple(NOTES[note] for note in notes),
        stages=stages,
        targets=suggested_targets(stages),
        zoned="time" in found and not {"no_time", "no_zone", "some_zone"} & set(notes),
    )


def suggested_targets(stages: Sequence[str]) -> tuple[Target, ...]:
    """Return targets that practice knows (antibiotics within an hour of the sepsis triage)."""
    triage = _stage(r"sepsis.*triage|triage.*sepsis", stages) or _stage(r"\btriage\b", stages)
    sepsis = any(re.search("sepsis", stage, re.IGNORECASE) for stage in stages)
    found = []
    for pattern, hours in ((r"antibioti", 1), (r"lacti?c ?acid|lactate|lactaat", 3)):
        goal = _stage(pattern, stages)
        if sepsis and triage and goal:
            found.append(Target(triage, goal, hours * _HOUR))
    return tuple(found)


def _stage(pattern: str, stages: Sequence[str]) -> str | None:
    return next((s for s in stages if re.search(pattern, s, re.IGNORECASE)), None)


def _times(
    seen: Table, found: dict[str, str], guesses: dict[str, Any]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """Fill in format and precision; return what must be chosen and the remarks."""
    if "time" not in found:
        return {}, ["no_time"]
    named = [found[role] for role in ("time", "start", "requested") if role in found]
    values = [value for name in named for value in seen.values(name)]
    formats = timeguess.formats(values)
    if len(formats) > 1:  # a later day beyond the twelfth may settle it
        formats = timeguess.formats([cell for name in named for cell in seen.cells[name]])
    if not formats:
        return {}, ["no_time"]
    guesses["time_format"] = formats[0]
    if formats[0] not in patterns.EPOCHS:
        guesses["precision"] = timeguess.precision(formats[0], values)
    share = timeguess.zoned_share(formats[0], values)
    notes = [] if share == 1 else ["some_zone"] if share else ["no_zone"]
    if len(formats) > 1:
        return {"time_format": formats}, [*notes, "day_or_month"]
    return {}, notes


def _attributes(seen: Table, found: dict[str, str], guesses: dict[str, Any]) -> None:
    of_case, of_event = columnguess.attributes(seen, found)
    numbers, mark = columnguess.numeric(seen, of_case + of_event)
    guesses["case_attributes"] = of_case
    guesses["event_attributes"] = of_event
    guesses["numeric_attributes"] = numbers
    guesses["decimal_mark"] = mark


def _remarks(seen: Table, found: dict[str, str], guesses: dict[str, Any]) -> list[str]:
    notes = [f"no_{role}" for role in ("case", "activity") if role not in found]
    if "start" not in found and not _has_starts(seen, found):
        notes.append("completions_only")
    if AWAY in guesses["phases"].values():
        notes.append("away")
    if re.search(r"resource|employee|staff|user|performer|medewerker", found.get("role", ""), re.I):
        notes.append("people")
    return notes + (["decimal_comma"] if guesses["decimal_mark"] == "," else [])


def _has_starts(seen: Table, found: dict[str, str]) -> bool:
    if "lifecycle" not in found:
        return False
    words = {value.strip().lower() for value in seen.values(found["lifecycle"])}
    return any(lifecycle.CODE_OF.get(word) == lifecycle.START for word in words)
