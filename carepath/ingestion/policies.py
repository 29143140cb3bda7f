"""May this state follow, and may this import be cancelled, undone or tried again."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carepath.formats import hl7words
from carepath.formats.hl7words import Word
from carepath.ingestion.models import Link, Meaning, Message, Parting, Silence

State = Message.State

TRANSITIONS = {
    State.RECEIVING: {State.DRAFT},
    State.DRAFT: {State.RECEIVED},
    State.RECEIVED: {State.PROCESSED, State.QUARANTINED, State.CANCELLED, State.UNDOING},
    State.PROCESSED: {State.UNDOING, State.QUARANTINED},  # a word it was read by lost its meaning
    State.QUARANTINED: {State.RECEIVED, State.UNDOING, State.CANCELLED, State.IGNORED},
    State.IGNORED: {State.RECEIVED},
    State.UNDOING: {State.UNDONE, State.CANCELLED, State.QUARANTINED},
    State.CANCELLED: set(),
    State.UNDONE: set(),
}
"""State to the states that may follow. A draft that nobody wants is deleted, not moved."""

AUDIT_VERB = {
    State.RECEIVING: "import.begun",
    State.DRAFT: "import.uploaded",
    State.RECEIVED: "import.received",
    State.PROCESSED: "import.processed",
    State.QUARANTINED: "import.quarantined",
    State.IGNORED: "feed.ignored",
    State.UNDOING: "import.undo_asked",
    State.CANCELLED: "import.cancelled",
    State.UNDONE: "import.undone",
}
"""What the ledger says when a message reaches a state."""

UNFINISHED = (State.RECEIVED, State.UNDOING)
"""States in which work waits or is under way."""

FREED = (State.CANCELLED, State.UNDONE)
"""States in which nothing of the import is left, so that the same file may come again."""


class NotNow(ValidationError):
    """An act that the import's state does not allow; the text says why and what to do."""

    def __str__(self) -> str:
        return str(self.message)


def check_move(message: Message, to: str) -> None:
    """Raise NotNow unless this state may follow the present one."""
    if to not in TRANSITIONS[State(message.state)]:
        raise NotNow(
            _("Import %(id)s is %(state)s: that cannot be done now.")
            % {"id": message.pk, "state": message.get_state_display()}
        )


def check_cancel(message: Message) -> None:
    """Raise NotNow unless the import still waits or is at work."""
    if message.state not in (State.DRAFT, State.RECEIVED):
        raise NotNow(
            _("Import %(id)s is %(state)s: there is nothing to cancel. You may undo it.")
            % {"id": message.pk, "state": message.get_state_display()}
            if message.state == State.PROCESSED
            else _("Import %(id)s is %(state)s: there is nothing to cancel.")
            % {"id": message.pk, "state": message.get_state_display()}
        )


def check_undo(message: Message, *, under_way: Message | None, built_on: Message | None) -> None:
    """Raise NotNow unless the import is recorded and no other import stands on it."""
    if message.state not in (State.PROCESSED, State.QUARANTINED):
        raise NotNow(
            _("Import %(id)s is %(state)s: there is nothing to undo.")
            % {"id": message.pk, "state": message.get_state_display()}
        )
    if under_way is not None:
        raise NotNow(
            _("Import %(other)s into the same source is under way. Wait for it or cancel it first.")
            % {"other": under_way.pk}
        )
    if built_on is not None:
        raise NotNow(
            _(
                "Import %(other)s came later and counted rows of import %(id)s as known. "
                "Undo import %(other)s first."
            )
            % {"other": built_on.pk, "id": message.pk}
        )


def check_retry(message: Message, *, built_on: Message | None) -> None:
    """Raise NotNow unless the import was set aside and no other import stands on its rows."""
    if built_on is not None:
        raise NotNow(
            _(
                "Import %(other)s came later and counted rows of import %(id)s as known. "
                "Undo both, then import the files again."
            )
            % {"other": built_on.pk, "id": message.pk}
        )
    if message.state != State.QUARANTINED:
        raise NotNow(
            _("Import %(id)s is %(state)s: there is nothing to try again.")
            % {"id": message.pk, "state": message.get_state_display()}
        )


def check_part(link: Link, *, reason: str, parted: Parting | None) -> None:
    """Raise NotNow unless a fact about identities counts, and a reason is given."""
    _check_reason(reason)
    if parted is not None:
        raise NotNow(_("It is taken back already."))


def check_join_again(*, reason: str, parted: Parting | None) -> None:
    """Raise NotNow unless a fact about identities was taken back, and a reason is given."""
    _check_reason(reason)
    if parted is None:
        raise NotNow(_("It counts already."))


def _check_reason(reason: str) -> None:
    if len(reason.strip()) < 3:
        raise NotNow(_("Say why, in a few words."))


def check_mean(*, word: Word, means: str, reason: str, held: Meaning | None) -> None:
    """Raise NotNow unless a person may say what a word of a feed means: once, with a reason, and
    only of a word that nothing else is known by.
    """
    _check_reason(reason)
    check_word(word=word, means=means)
    if held is not None:
        raise NotNow(_("It has a meaning already: take that back first."))


def check_word(*, word: Word, means: str) -> None:
    """Raise NotNow for a word that a table knows, and for a meaning that there is not."""
    if not hl7words.is_open(word) or means not in hl7words.MEANS[word.kind]:
        raise NotNow(_("Choose what it means from the list; a word that is known keeps its own."))


def check_settle(silence: Silence, *, reason: str) -> None:
    """Raise NotNow unless a silence lasts and nobody said yet why, and a reason is given."""
    _check_reason(reason)
    if silence.ended_at is not None or silence.settled_at is not None:
        raise NotNow(_("The feed spoke again, or somebody said why already."))


def check_take_back(*, reason: str) -> None:
    """Raise NotNow without a reason."""
    _check_reason(reason)


def check_apart(*, reason: str, is_apart: bool) -> None:
    """Raise NotNow unless a case may be taken apart: once, with a reason."""
    _check_reason(reason)
    if is_apart:
        raise NotNow(_("It is taken apart already."))


def check_let_join(*, reason: str, is_apart: bool) -> None:
    """Raise NotNow unless a case was taken apart, and a reason is given."""
    _check_reason(reason)
    if not is_apart:
        raise NotNow(_("Nobody took it apart."))
