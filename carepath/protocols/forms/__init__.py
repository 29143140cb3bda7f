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
from carepath.protocols.forms.approvals import CHECKS, ConfirmPolicyForm, PolicyForm
from carepath.protocols.forms.editor import Editor

__all__ = [
    "CHECKS",
    "ActivateForm",
    "ApproveForm",
    "CommentForm",
    "ConfirmPolicyForm",
    "Editor",
    "ExcuseForm",
    "NewProtocolForm",
    "PackageForm",
    "PolicyForm",
    "ReasonForm",
    "ReviewForm",
]
