"""Pages of what was measured, of escalation, of alerts and of huddles."""

from carepath.outcomes.views.alerts import acknowledge, alert, alerts, rate, settle_note
from carepath.outcomes.views.escalation import ahead, escalation, history
from carepath.outcomes.views.exports import export_levels
from carepath.outcomes.views.huddle_mails import (
    ask_for_huddle_mail,
    leave_huddle_mail,
    stop_huddle_mail,
)
from carepath.outcomes.views.huddles import (
    add_huddle_time,
    decide,
    drop_huddle_time,
    finish_decision,
    hold_huddle,
    huddle,
    huddles,
    read_huddle,
    say_of_unit,
)
from carepath.outcomes.views.proofs import level_proofs
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
    "add_huddle_time",
    "ahead",
    "alert",
    "alerts",
    "ask_for_huddle_mail",
    "confirm_rules",
    "decide",
    "decline_rules",
    "drop_huddle_time",
    "escalation",
    "export_levels",
    "finish_decision",
    "history",
    "hold_huddle",
    "huddle",
    "huddles",
    "leave_huddle_mail",
    "level_proofs",
    "propose_rules",
    "rate",
    "read_huddle",
    "replay",
    "rule_set",
    "rules",
    "say_of_unit",
    "stop_huddle_mail",
    "settle_note",
    "vitals",
]
