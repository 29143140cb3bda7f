"""What people type about files and feeds."""

from carepath.ingestion.forms.feeds import AsideForm, WordForm
from carepath.ingestion.forms.files import (
    MappingForm,
    ReasonForm,
    UploadForm,
    vars_of,
    zones,
)
from carepath.ingestion.forms.joins import JoinRulesForm

__all__ = [
    "AsideForm",
    "JoinRulesForm",
    "MappingForm",
    "ReasonForm",
    "UploadForm",
    "WordForm",
    "vars_of",
    "zones",
]
