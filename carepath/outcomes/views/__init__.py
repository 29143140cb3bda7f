"""Pages of what was measured, of escalation and of alerts."""

from carepath.outcomes.views.alerts import acknowledge, alert, alerts, rate, settle_note
from carepath.outcomes.views.escalation import escalation, history
from carepath.outcomes.views.rules import (
    confirm_rules,
    decline_rules,
    propose_rules,
    replay,
    rule_set,
    rules,
)
from carepath.outcomes.views.vitals import vitals

__all__ = [
    "acknowledge",
    "alert",
    "alerts",
    "confirm_rules",
    "decline_rules",
    "escalation",
    "history",
    "propose_rules",
    "rate",
    "replay",
    "rule_set",
    "rules",
    "settle_note",
    "vitals",
]
