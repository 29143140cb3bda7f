"""What a person may be allowed to do: one name per act, each with the words a refusal uses."""

from enum import StrEnum


class Permission(StrEnum):
    """An act; the value is the sentence part after "You may not …"."""

    SEE = "see journeys"
    EXPORT = "export journeys and figures"
    ANNOTATE = "annotate units, periods and journeys"
    IMPORT = "import files"
    UNDO_IMPORT = "undo an import"
    MANAGE_FEEDS = "manage feeds and quarantine"
    PLACE = "place patients and reserve beds"
    CORRECT_BED = "correct a bed"
    ENTER_STAFFING = "enter staffing"
    ACKNOWLEDGE_ALERT = "acknowledge alerts"
    DECIDE_RECOMMENDATION = "decide recommendations"
    RUN_WHAT_IF = "run what-if questions"
    AUTHOR = "author protocols"
    REVIEW = "review and approve protocols"
    ACTIVATE = "activate protocols"
    AUDIT = "read the audit"
    MANAGE_PEOPLE = "manage people and roles"
