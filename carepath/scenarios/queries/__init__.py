"""Every read about scenarios."""

from carepath.scenarios.queries.answers import Answer, answer, headline, summed
from carepath.scenarios.queries.outcomes import OUTCOMES, all_lines, changed, told
from carepath.scenarios.queries.pages import (
    Beside,
    Told,
    answer_of,
    assumptions,
    beside,
    left_out,
    offered,
    stand_ins,
    told_of,
)
from carepath.scenarios.queries.reading import Read, TooLittle, read, wards
from carepath.scenarios.queries.runs import (
    Hospitals,
    calibrated,
    digest,
    missing,
    wanted,
)
from carepath.scenarios.queries.scenarios import (
    Progress,
    calibration_of,
    comparable,
    ids,
    next_scenarios,
    progress,
    scenarios,
    waiting_of,
)
from carepath.scenarios.queries.wording import (
    all_said,
    changes_of,
    name_of,
    said,
    unit_names,
)

__all__ = [
    "OUTCOMES",
    "Answer",
    "Beside",
    "Hospitals",
    "Progress",
    "Read",
    "Told",
    "TooLittle",
    "all_lines",
    "all_said",
    "answer",
    "answer_of",
    "assumptions",
    "beside",
    "calibrated",
    "calibration_of",
    "changed",
    "changes_of",
    "comparable",
    "digest",
    "headline",
    "ids",
    "left_out",
    "missing",
    "name_of",
    "next_scenarios",
    "offered",
    "progress",
    "read",
    "said",
    "scenarios",
    "stand_ins",
    "summed",
    "told",
    "told_of",
    "unit_names",
    "waiting_of",
    "wanted",
    "wards",
]
