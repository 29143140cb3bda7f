"""Every write of what was measured, of escalation, of alerts and of huddles."""

from carepath.outcomes.actions.alerts import acknowledge, rate, settle_note
from carepath.outcomes.actions.huddle_mails import ask_for_mail, mail_huddles, mail_of, stop_mail
from carepath.outcomes.actions.huddles import (
    NoHuddle,
    add_time,
    decide,
    declare_times,
    drop_time,
    finish_decision,
    hold_now,
    read,
    say_of_unit,
    take_huddles,
)
from carepath.outcomes.actions.rules import confirm_rules, decline_rules, propose_rules
from carepath.outcomes.actions.scoring import score_sites
from carepath.outcomes.actions.vitals import observe

__all__ = [
    "NoHuddle",
    "acknowledge",
    "add_time",
    "ask_for_mail",
    "confirm_rules",
    "decide",
    "declare_times",
    "decline_rules",
    "drop_time",
    "finish_decision",
    "hold_now",
    "mail_huddles",
    "mail_of",
    "observe",
    "propose_rules",
    "rate",
    "read",
    "say_of_unit",
    "score_sites",
    "stop_mail",
    "settle_note",
    "take_huddles",
]
