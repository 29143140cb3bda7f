"""What people type about files and feeds."""

from carepath.ingestion.forms.feeds import AsideForm, WordForm
from carepath.ingestion.forms.files import (
    MappingForm,
    ReasonForm,
    RulesForm,
    UploadForm,
    vars_of,
    zones,
)

__all__ = [
    "AsideForm",
    "MappingForm",
    "ReasonForm",
    "RulesForm",
    "UploadForm",
    "WordForm",
    "vars_of",
    "zones",
]
