"""Every write of what was measured, of escalation and of alerts."""

from carepath.outcomes.actions.alerts import acknowledge, rate, settle_note
from carepath.outcomes.actions.rules import confirm_rules, decline_rules, propose_rules
from carepath.outcomes.actions.scoring import score_sites
from carepath.outcomes.actions.vitals import observe

__all__ = [
    "acknowledge",
    "confirm_rules",
    "decline_rules",
    "observe",
    "propose_rules",
    "rate",
    "score_sites",
    "settle_note",
]
