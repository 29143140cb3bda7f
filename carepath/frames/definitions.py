"""The register of definitions: what each shown number means, once for pages, API and exports.

The texts are message ids: a page shows `gettext(text)`. A changed formula raises `version`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop

JOURNEYS, HAND_OVERS, MILESTONES, FINDINGS, IMPORTS = (
    _("Journeys"),
    _("Hand-overs"),
    _("Milestones and targets"),
    _("Findings"),
    _("Imports"),
)
TOPICS = (JOURNEYS, HAND_OVERS, MILESTONES, FINDINGS, IMPORTS)
QUALITY_LEAD, SYSTEM_ADMINISTRATOR = _("quality lead"), _("system administrator")


@dataclass(frozen=True, slots=True)
class Definition:
    """One number: `excludes` says what is left out, `owner` is a role's printed name.

    `needs` names the parameters without which it has no value: a pair of stages, or a target time.
    """

    key: str
    topic: str
    title: str
    formula: str
    unit: str
    excludes: str
    owner: str = QUALITY_LEAD
    version: int = 1
    note: str = ""
    needs: tuple[str, ...] = ()


class Register:
    """Definitions by key, in the order they are listed."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._by_key = {definition.key: definition for definition in definitions}

    def __getitem__(self, key: str) -> Definition:
        """Return the definition; KeyError for an unknown key."""
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Definition]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def of_topic(self, topic: str) -> tuple[Definition, ...]:
        """Return the definitions of one topic, in order."""
        return tuple(found for found in self if found.topic == topic)


HOURS, DURATION, COUNT, SHARE = _("hours"), _("duration"), _("count"), _("share")
MINUTES = _("minutes")
PAIR = ("pair_from", "pair_to")
TARGET = (*PAIR, "within_s")
FINDING = ("finding",)
_PERCENTILE = _(
    "Percentiles are interpolated linearly at rank (n − 1)·p; the 90th is shown from n = 10, the "
    "95th from n = 20."
)
_TOO_LONG = _(
    "After a visit longer than the longest plausible for its stage (set under Targets and phases): "
    "counted beside it. A log of completions cannot tell care from waiting within it."
)
_NO_AWAY = _("Time in or before a stage away from the hospital, which is shown but never counted.")

_JOURNEYS = (
    Definition(
        "journeys",
        JOURNEYS,
        _("Journeys"),
        _("Number of journeys that opened within the period and keep at least one span."),
        COUNT,
        _("Journeys whose every span was taken back by undoing an import."),
    ),
    Definition(
        "open_journeys",
        JOURNEYS,
        _("Open journeys"),
        _("Journeys without a recorded close and not closed by the source's closing rule."),
        COUNT,
        _("Nothing."),
    ),
    Definition(
        "spans",
        JOURNEYS,
        _("Spans"),
        _("Number of stage visits, stays and point events of the counted journeys."),
        COUNT,
        _("Spans that were taken back."),
    ),
    Definition(
        "stages",
        JOURNEYS,
        _("Stages"),
        _("Number of distinct stages that occur in the counted journeys."),
        COUNT,
        _("Stages known from other periods or sources only."),
    ),
    Definition(
        "journey_length",
        JOURNEYS,
        _("Length of a journey"),
        _("Close − opening of each closed journey, service of the first stage included."),
        DURATION,
        _(
            "Open journeys: their length is not known yet. Journeys with a visit longer than the "
            "longest plausible for its stage. Both are counted beside it."
        ),
        version=2,
    ),
    Definition(
        "comparable_percentile",
        JOURNEYS,
        _("Longer than … of comparable journeys"),
        _("Share of the other closed journeys of the same source that are shorter than this one."),
        SHARE,
        _(
            "Open journeys, journeys with a visit longer than is plausible, and journeys of other "
            "sources; below 20 others no share is shown."
        ),
        version=2,
    ),
    Definition(
        "attribution",
        JOURNEYS,
        _("Where the time of a journey went"),
        _(
            "Every second is credited to exactly one stage or one named wait, swept from the end "
            "to the beginning: among stages in progress, the one that started first. Parts add up "
            "to the length exactly."
        ),
        DURATION,
        _("Recorded work before the opening or after the close, which is listed beside it."),
    ),
    Definition(
        "arrivals",
        JOURNEYS,
        _("Arrivals by weekday and hour"),
        _("Journeys by the weekday and hour of their opening on the hospital's clock."),
        COUNT,
        _("Openings known to the day only."),
    ),
    Definition(
        "variants",
        JOURNEYS,
        _("Variants"),
        _("Number of distinct sequences of stages, in order of time, then of the file."),
        COUNT,
        _("Open journeys: their sequence is not complete."),
    ),
    Definition(
        "folded_variants",
        JOURNEYS,
        _("Folded variants"),
        _(
            "Variants after folding: stages at the same instant count as a set, a step repeated at "
            "once counts once, and stages that stand together at half or more of the rarer one's "
            "instants count as one group."
        ),
        COUNT,
        _("Open journeys: their sequence is not complete."),
    ),
)
_HAND_OVERS = (
    Definition(
        "hand_over_count",
        HAND_OVERS,
        _("Hand-overs from one stage to the next"),
        _("How often the second stage directly follows the first within a journey."),
        COUNT,
        _("Pairs with another stage in between, and stays, which are a track of their own."),
        needs=PAIR,
    ),
    Definition(
        "hand_over_time",
        HAND_OVERS,
        _("Time of a hand-over"),
        _(
            "Start of the next stage − end of this one, overlaps as 0; in a log of completions, "
            "time of the next − time of this."
        ),
        DURATION,
        _TOO_LONG,
        version=2,
        note=_PERCENTILE,
        needs=PAIR,
    ),
    Definition(
        "hand_over_hours",
        HAND_OVERS,
        _("Patient-hours of a hand-over"),
        _(
            "Sum of the times of all its occurrences, overlaps as 0. Of one phase: of those that "
            "began while the patient was there."
        ),
        HOURS,
        _TOO_LONG,
        version=2,
        needs=PAIR,
    ),
    Definition(
        "hours_waiting",
        HAND_OVERS,
        _("Hours from request to start"),
        _(
            "Sum over journeys of the time from a request to its start that no stage covers, by "
            "the additive attribution."
        ),
        HOURS,
        _("Gaps before stages without a recorded request, which are counted beside it."),
    ),
    Definition(
        "hours_between",
        HAND_OVERS,
        _("Hours between stages"),
        _(
            "Sum over journeys of the time that neither a stage nor a recorded request covers, by "
            "the additive attribution. Whether anybody waited is not recorded: on a ward it holds "
            "nights, in a log of completions also care."
        ),
        HOURS,
        _NO_AWAY,
    ),
    Definition(
        "hours_away",
        HAND_OVERS,
        _("Hours away from the hospital"),
        _("Sum over journeys of the time in or before a stage away from the hospital."),
        HOURS,
        _("Nothing. It is shown beside the ranking and never ranked."),
    ),
    Definition(
        "share_drawn",
        HAND_OVERS,
        _("Share of hand-overs drawn"),
        _(
            "Hand-overs carried by the drawn lines ÷ all hand-overs. Lines are drawn by frequency "
            "up to the share chosen, then those that put each drawn stage on a way from a start to "
            "an end."
        ),
        SHARE,
        _("Nothing; the slider shows the rest."),
        version=2,
    ),
)
_MILESTONES = (
    Definition(
        "milestone_time",
        MILESTONES,
        _("Time between two milestones"),
        _(
            "From the first source stage to the first target stage at or after it, one value a "
            "journey. Later sources do not restart the clock."
        ),
        DURATION,
        _(
            "Journeys without the source; those that never reach the target or did so only before "
            "the source have counts of their own."
        ),
        note=_PERCENTILE,
        needs=PAIR,
    ),
    Definition(
        "milestone_hours",
        MILESTONES,
        _("Patient-hours between two milestones"),
        _("Sum of the measured times from the source to the target."),
        HOURS,
        _("Journeys that never reach the target after the source."),
        needs=PAIR,
    ),
    Definition(
        "hours_beyond_target",
        MILESTONES,
        _("Hours beyond target"),
        _("Sum over measured journeys of the time from source to target beyond the target time."),
        HOURS,
        _("Journeys within the target time, and those that never reach the target."),
        needs=TARGET,
    ),
    Definition(
        "share_within_of_all",
        MILESTONES,
        _("Share within the target time, of all with the source"),
        _(
            "Measured within the target time ÷ journeys with the source; closing without the "
            "target counts as not met. With open journeys: the Aalen–Johansen cumulative incidence "
            "at the target time. Exactly at the limit is within."
        ),
        SHARE,
        _("Journeys without the source."),
        needs=TARGET,
    ),
    Definition(
        "share_within_of_measured",
        MILESTONES,
        _("Share within the target time, of the measured"),
        _("Measured within the target time ÷ measured. Exactly at the limit is within."),
        SHARE,
        _("Journeys that never reach the target: it flatters, so read it beside the other share."),
        needs=TARGET,
    ),
)
_BY_DAY = _("The interval takes whole days as the evidence: patients of one queue wait together.")
_OPEN = _(
    "What began within the last p95 of the times, measured or not; older open ones count with the "
    "time so far. Time into, out of or before an away stage."
)
_FINDINGS = (
    Definition(
        "looks",
        FINDINGS,
        _("Looks"),
        _(
            "Number of tests that all detectors took together, those of too few or too little "
            "included. A finding stands at a false-discovery rate (Benjamini–Hochberg) of 0.05 "
            "over all of them."
        ),
        COUNT,
        _("The largest hours, which are a description and not a test."),
    ),
    Definition(
        "longer_at_hours",
        FINDINGS,
        _("Longer at certain hours"),
        _(
            "Median of the times that began within the hours − median of the others: the rest of "
            "the week, or for a single weekday the same hours of the other days of its kind. The "
            "block is the best of all blocks, judged against seeded permutations of days. At least "
            "4 minutes and a quarter; working days must also differ from the same hours at "
            "weekends, and weekends from those of working days."
        ),
        MINUTES,
        _OPEN,
        note=_BY_DAY,
        needs=FINDING,
    ),
    Definition(
        "daily_rhythm",
        FINDINGS,
        _("Daily rhythm"),
        _(
            "Median of the times that began within the same hours of every day − median of the "
            "others, for the best of all blocks of hours. Tested like the others but told as a "
            "description: every hospital has one. At least 10 minutes and 1.5 times."
        ),
        MINUTES,
        _OPEN,
        note=_BY_DAY,
        needs=FINDING,
    ),
    Definition(
        "level_shift",
        FINDINGS,
        _("Level shift"),
        _(
            "Median of the times from a day on − median of those before. The day is the one at "
            "which the two differ most, judged by the law of the largest of all days. At least 5 "
            "minutes and a quarter; it must still stand in the second half of what follows."
        ),
        MINUTES,
        _OPEN,
        note=_BY_DAY,
        needs=FINDING,
    ),
    Definition(
        "outage",
        FINDINGS,
        _("Outage"),
        _(
            "Length of the gap between two starts (or two ends) of a stage in which most were "
            "usual by hour and weekday, judged as the longest of all gaps. With requests: only "
            "gaps during half of which somebody waited. At least an hour and five usual ones."
        ),
        HOURS,
        _("Stages with fewer than four a day, logs of under two weeks, times known to the day."),
        note=_("The interval is that of how many were usual in the gap."),
        needs=FINDING,
    ),
    Definition(
        "longer_at_night",
        FINDINGS,
        _("Longer at night"),
        _(
            "Median of the times that began from 21:00 to 07:00 − median of those that began by "
            "day. At least 10 minutes and 1.5 times."
        ),
        MINUTES,
        _OPEN,
        note=_BY_DAY,
        needs=FINDING,
    ),
    Definition(
        "clock_offset",
        FINDINGS,
        _("Clock offset of a unit"),
        _(
            "The time by which most hand-overs into a unit are too long and those out of it too "
            "short (− = the reverse), less what is usual between the same stages elsewhere: the "
            "median of those within 90 seconds of it. Both sides must show it. At least 2 minutes."
        ),
        MINUTES,
        _("Stays, and hand-overs more than an hour apart. No time is corrected."),
        note=_BY_DAY,
        needs=FINDING,
    ),
    Definition(
        "longer_in_unit",
        FINDINGS,
        _("Longer in one unit"),
        _(
            "Median of the times in one unit − median of those in all other units with the same "
            "stage or pair. At least 5 minutes and 1.5 times, also against each single other unit."
        ),
        MINUTES,
        _OPEN,
        note=_BY_DAY,
        needs=FINDING,
    ),
)
_IMPORTS = (
    Definition(
        "rows_read",
        IMPORTS,
        _("Rows read"),
        _("Records of the file after its head, usable or not."),
        COUNT,
        _("Empty lines."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "rows_accepted",
        IMPORTS,
        _("Rows accepted"),
        _("Rows read − rows rejected."),
        COUNT,
        _("Rejected rows."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "rows_rejected",
        IMPORTS,
        _("Rows rejected"),
        _("Rows that cannot be used; each is kept with its number and the reason, to repair."),
        COUNT,
        _("Nothing."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "duplicates",
        IMPORTS,
        _("Duplicates"),
        _("Accepted events that the source had already sent with the same content."),
        COUNT,
        _("Equal case, stage and time without an equal event id: those are kept."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "ties",
        IMPORTS,
        _("Ties"),
        _("Neighbouring events of one case with the same time: the file's order decides."),
        COUNT,
        _("Nothing."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
    Definition(
        "doubtful_hours",
        IMPORTS,
        _("Repeated or missing clock hours"),
        _(
            "Times in the hour that repeats in autumn (the first pass unless the file's order says "
            "otherwise) or that spring skips (read with the offset before the jump)."
        ),
        COUNT,
        _("Times with an offset of their own."),
        owner=SYSTEM_ADMINISTRATOR,
    ),
)

REGISTER = Register((*_JOURNEYS, *_HAND_OVERS, *_MILESTONES, *_FINDINGS, *_IMPORTS))
"""Every number that a page shows."""
