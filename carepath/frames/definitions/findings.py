"""Numbers of findings."""

from carepath.frames.definitions.register import (
    COUNT,
    FINDING,
    FINDINGS,
    HOURS,
    MINUTES,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_BY_DAY = _("The interval takes whole days as the evidence: patients of one queue wait together.")
_OPEN = _(
    "What began within the last p95 of the times, measured or not; older open ones count with the "
    "time so far. Time into, out of or before an away stage."
)
DEFINITIONS = (
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
            "Median of the times that began at night (the whole hours of the night shift by the "
            "site's calendar, else 21:00 to 07:00) − median of those that began by day. At least "
            "10 minutes and 1.5 times."
        ),
        MINUTES,
        _OPEN,
        version=2,
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
