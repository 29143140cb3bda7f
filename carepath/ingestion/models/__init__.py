"""Tables of what comes in."""

from carepath.ingestion.models.feeds import Link, Listening, Meaning, Mended, Parting, Silence, Told
from carepath.ingestion.models.inbox import MappingVersion, Message, Part, Progress, Reject
from carepath.ingestion.models.joins import Apart, Correlated, Correlating, CorrelationRules
from carepath.ingestion.models.resources import Resource, ResourceKey

__all__ = [
    "MappingVersion",
    "Message",
    "Part",
    "Progress",
    "Reject",
    "Told",
    "Link",
    "Parting",
    "Meaning",
    "Mended",
    "Silence",
    "Listening",
    "CorrelationRules",
    "Apart",
    "Correlated",
    "Correlating",
    "Resource",
    "ResourceKey",
]
