"""What can be wrong with FHIR content: issues that name a place and hold no content.

Reference: FHIR R4 (4.0.1), OperationOutcome and its required set issue-type.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from carepath.frames.rejects import gettext_noop

_ = gettext_noop

ERROR, WARNING, INFORMATION = "error", "warning", "information"

FAULTS = {
    "fhir_not_json": _("This is no JSON text, or not in UTF-8."),
    "fhir_too_big": _("The content is larger than what is taken at a time."),
    "fhir_too_deep": _("The content is nested more deeply than any resource is."),
    "fhir_invalid": _("The content breaks a rule of FHIR R4."),
    "fhir_code": _("A code is not in its required value set."),
    "fhir_time": _("A time cannot be read, or ends before it begins."),
    "fhir_unusable": _("It is valid, yet says too little to be used."),
    "fhir_unsupported": _("It asks for something that is not offered."),
}
"""Code of why content is set aside, to its sentence (a message id for translation)."""

REASON_OF = {
    "code-invalid": "fhir_code",
    "business-rule": "fhir_unusable",
    "not-supported": "fhir_unsupported",
    "too-long": "fhir_too_big",
    "too-costly": "fhir_too_deep",
}
"""Issue type to the code of FAULTS, where it is not `fhir_invalid`."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark: issue type, a path such as Encounter.period.start, a sentence without data."""

    code: str
    path: str
    text: str
    severity: str = ERROR
    reason: str = ""

    @property
    def why(self) -> str:
        """Return the code of FAULTS."""
        return self.reason or REASON_OF.get(self.code, "fhir_invalid")


class Refused(ValueError):
    """Content that is not taken: its issues, and the status HTTP has for that."""

    def __init__(self, issues: Sequence[Issue], status: int = 400) -> None:
        self.issues, self.status = tuple(issues), status
        first = self.issues[0]
        self.code = first.why
        super().__init__(f"{first.path}: {first.text}" if first.path else first.text)


def refused(code: str, path: str, text: str, *, status: int = 400, reason: str = "") -> Refused:
    """Return a refusal with one issue."""
    return Refused([Issue(code, path, text, reason=reason)], status)
