"""Numbers of milestone pairs and their targets."""

from carepath.frames.definitions.register import (
    DURATION,
    HOURS,
    MILESTONES,
    PAIR,
    PERCENTILE,
    SHARE,
    TARGET,
    Definition,
    gettext_noop,
)

_ = gettext_noop

DEFINITIONS = (
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
        note=PERCENTILE,
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
