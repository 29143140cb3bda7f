"""The listener for HL7 v2 over MLLP: a message is on disk before its sender is answered."""

from carepath.ingestion.mllp.limits import Limits
from carepath.ingestion.mllp.listener import Answers, Listener

__all__ = ["Answers", "Limits", "Listener"]
