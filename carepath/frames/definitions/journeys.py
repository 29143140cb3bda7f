"""Numbers of whole journeys."""

from carepath.frames.definitions.register import (
    COUNT,
    DURATION,
    JOURNEYS,
    SHARE,
    Definition,
    gettext_noop,
)

_ = gettext_noop

DEFINITIONS = (
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
