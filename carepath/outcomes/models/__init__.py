"""Tables of what was measured, of escalation and of alerts."""

from carepath.outcomes.models.alerts import Alert, Note, Telling, Watching
from carepath.outcomes.models.escalation import Look, RuleSet, Score
from carepath.outcomes.models.vitals import Vital

__all__ = ["Alert", "Look", "Note", "RuleSet", "Score", "Telling", "Vital", "Watching"]
