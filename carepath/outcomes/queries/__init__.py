"""Every read of what was measured, of escalation and of alerts."""

from carepath.outcomes.queries.alerts import (
    alert,
    alerts,
    holders,
    mine,
    notes,
    open_alerts,
    ratings,
    shift_start,
    told_in_shift,
)
from carepath.outcomes.queries.pressures import (
    PARAMETERS,
    Now,
    moments,
    now,
    picture,
    values,
)
from carepath.outcomes.queries.replays import Replay, replay
from carepath.outcomes.queries.rules import (
    Standard,
    replaces,
    rule_set,
    rule_sets,
    standard,
    waiting_for,
)
from carepath.outcomes.queries.scores import latest_score, scored_sites, scores
from carepath.outcomes.queries.vitals import of_journey, signs

__all__ = [
    "PARAMETERS",
    "Now",
    "Replay",
    "Standard",
    "alert",
    "alerts",
    "holders",
    "latest_score",
    "mine",
    "moments",
    "notes",
    "now",
    "of_journey",
    "open_alerts",
    "picture",
    "ratings",
    "replaces",
    "replay",
    "rule_set",
    "rule_sets",
    "scored_sites",
    "scores",
    "shift_start",
    "signs",
    "standard",
    "told_in_shift",
    "values",
    "waiting_for",
]
