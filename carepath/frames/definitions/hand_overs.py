"""Numbers of hand-overs, and of the hours between stages."""

from carepath.frames.definitions.register import (
    COUNT,
    DURATION,
    HAND_OVERS,
    HOURS,
    PAIR,
    PERCENTILE,
    SHARE,
    Definition,
    gettext_noop,
)

_ = gettext_noop

_TOO_LONG = _(
    "After a visit longer than the longest plausible for its stage (set under Targets and phases): "
    "counted beside it. A log of completions cannot tell care from waiting within it."
)
_NO_AWAY = _("Time in or before a stage away from the hospital, which is shown but never counted.")

DEFINITIONS = (
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
        note=PERCENTILE,
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
