"""Controls and how they stand."""

from carepath.compliance.queries.found import Control, Found, Severity
from carepath.compliance.queries.recipients import last_told, recipients
from carepath.compliance.queries.register import CONTROLS
from carepath.compliance.queries.states import DAYS, State, exported, last_ran, runs, states

__all__ = [
    "CONTROLS",
    "DAYS",
    "Control",
    "Found",
    "Severity",
    "State",
    "exported",
    "last_ran",
    "last_told",
    "recipients",
    "runs",
    "states",
]
