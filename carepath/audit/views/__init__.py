"""The ledger and the read log on the screen and as files."""

from carepath.audit.views.ledger import ledger, settle, story
from carepath.audit.views.sentences import index, reads

__all__ = ["index", "ledger", "reads", "settle", "story"]
