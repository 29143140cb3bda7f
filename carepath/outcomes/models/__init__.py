"""Tables of what was measured, of escalation, of alerts and of huddles."""

from carepath.outcomes.models.alerts import Alert, Note, Telling, Watching
from carepath.outcomes.models.escalation import Look, RuleSet, Score
from carepath.outcomes.models.huddles import (
    Decision,
    Huddle,
    HuddleMail,
    HuddleReader,
    HuddleTime,
    Receipt,
    UnitWord,
)
from carepath.outcomes.models.levels import LevelProof, LevelTold
from carepath.outcomes.models.vitals import Vital

__all__ = [
    "Alert",
    "Decision",
    "Huddle",
    "HuddleMail",
    "HuddleReader",
    "HuddleTime",
    "LevelProof",
    "LevelTold",
    "Look",
    "Note",
    "Receipt",
    "RuleSet",
    "Score",
    "Telling",
    "UnitWord",
    "Vital",
    "Watching",
]
