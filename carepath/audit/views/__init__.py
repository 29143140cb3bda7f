"""The ledger and the read log on the screen and as files."""

from carepath.audit.views.ledger import ledger, settle, story
from carepath.audit.views.redactions import ask_redaction, decide_redaction, redactions
from carepath.audit.views.sentences import index, reads

__all__ = [
    "ask_redaction",
    "decide_redaction",
    "index",
    "ledger",
    "reads",
    "redactions",
    "settle",
    "story",
]
