"""What people type about protocols."""

from carepath.protocols.forms.acts import (
    ActivateForm,
    ApproveForm,
    CommentForm,
    NewProtocolForm,
    PackageForm,
    ReasonForm,
    ReviewForm,
)
from carepath.protocols.forms.approvals import CHECKS, ConfirmPolicyForm, PolicyForm
from carepath.protocols.forms.editor import Editor
from carepath.protocols.forms.overrides import CountersignForm, OverrideForm

__all__ = [
    "CHECKS",
    "ActivateForm",
    "ApproveForm",
    "CommentForm",
    "ConfirmPolicyForm",
    "CountersignForm",
    "Editor",
    "NewProtocolForm",
    "OverrideForm",
    "PackageForm",
    "PolicyForm",
    "ReasonForm",
    "ReviewForm",
]
