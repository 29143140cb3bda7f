"""Journeys, their spans, and what people say about them."""

from carepath.journeys.models.journeys import Journey, JourneyLink, Patient, PatientAlias
from carepath.journeys.models.moment import MomentField
from carepath.journeys.models.remarks import Annotation, Note, Target
from carepath.journeys.models.sources import ChangeClock, Source, Stage
from carepath.journeys.models.spans import Span, SpanVersion

__all__ = [
    "Annotation",
    "ChangeClock",
    "Journey",
    "JourneyLink",
    "MomentField",
    "Note",
    "Patient",
    "PatientAlias",
    "Source",
    "Span",
    "SpanVersion",
    "Stage",
    "Target",
]
