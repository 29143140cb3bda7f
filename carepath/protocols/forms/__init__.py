"""What people type about protocols."""

from carepath.protocols.forms.acts import (
    ActivateForm,
    ApproveForm,
    CommentForm,
    ExcuseForm,
    NewProtocolForm,
    PackageForm,
    ReasonForm,
    ReviewForm,
)
from carepath.protocols.forms.editor import Editor

__all__ = [
    "ActivateForm",
    "ApproveForm",
    "CommentForm",
    "Editor",
    "ExcuseForm",
    "NewProtocolForm",
    "PackageForm",
    "ReasonForm",
    "ReviewForm",
]
