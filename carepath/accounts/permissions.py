"""What a person may be allowed to do: one name per act, each with the words a refusal uses."""

from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class Permission(StrEnum):
    """An act; the value is the sentence part after "You may not …"."""

    SEE = _("see journeys")
    EXPORT = _("export journeys and figures")
    ANNOTATE = _("annotate units, periods and journeys")
    IMPORT = _("import files")
    UNDO_IMPORT = _("undo an import")
    MANAGE_FEEDS = _("manage feeds and quarantine")
    PLACE = _("place patients and reserve beds")
    CORRECT_BED = _("correct a bed")
    ENTER_STAFFING = _("enter staffing")
    SET_UP_PLACES = _("set up units, beds, shifts and equipment")
    ACKNOWLEDGE_ALERT = _("acknowledge alerts")
    HUDDLE = _("write down what a huddle says and decides")
    DECIDE_RECOMMENDATION = _("decide recommendations")
    RUN_WHAT_IF = _("run what-if questions")
    AUTHOR = _("author protocols")
    REVIEW = _("review and approve protocols")
    ACTIVATE = _("activate protocols")
    ROLL_BACK = _("stop and roll back protocols")
    OVERRIDE = _("let one patient deviate from a protocol")
    SET_APPROVALS = _("set who must approve protocols")
    SET_ESCALATION = _("set escalation and alert rules")
    SET_ADVICE = _("set limits of recommendations")
    AUDIT = _("read the audit")
    MANAGE_PEOPLE = _("manage people and roles")

    @property
    def words(self) -> str:
        """Return the act in the reader's language."""
        return gettext(self.value)

    @property
    def scope(self) -> str:
        """Return the word a token's scope list uses for it, such as `undo_import`."""
        return self.name.lower()
