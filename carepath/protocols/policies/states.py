"""What a version may become, and what people call its states."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from carepath.protocols.models import Version

State = Version.State

TRANSITIONS: Mapping[str, frozenset[str]] = {
    State.DRAFT: frozenset({State.IN_REVIEW, State.WITHDRAWN}),
    State.IN_REVIEW: frozenset({State.DRAFT, State.APPROVED}),
    State.APPROVED: frozenset({State.ACTIVE, State.WITHDRAWN}),
    State.ACTIVE: frozenset({State.AMENDED, State.ROLLED_BACK, State.RETIRED}),
    # In force again only because what came after it was rolled back.
    State.AMENDED: frozenset({State.ACTIVE}),
    State.WITHDRAWN: frozenset(),
    State.ROLLED_BACK: frozenset(),
    State.RETIRED: frozenset(),
}
"""What each state may become; any other move is refused."""
AUDIT_VERB: Mapping[str, str] = {
    State.DRAFT: "protocol.returned_to_draft",
    State.IN_REVIEW: "protocol.review_asked",
    State.APPROVED: "protocol.approved",
    State.ACTIVE: "protocol.activated",
    State.WITHDRAWN: "protocol.withdrawn",
    State.AMENDED: "protocol.amended",
    State.ROLLED_BACK: "protocol.rolled_back",
    State.RETIRED: "protocol.retired",
}
EDITABLE = frozenset({State.DRAFT, State.IN_REVIEW})
SIGNABLE = frozenset({State.IN_REVIEW, State.APPROVED, State.ACTIVE})
"""Once approved more people may sign: at another site the same version may weigh more."""
AGREED = frozenset({State.APPROVED, State.ACTIVE, State.AMENDED, State.RETIRED})
"""States of a version that people stand by: changes are weighed against the last of these."""
PAST = AGREED | {State.ROLLED_BACK}
"""States from which a new draft is a way back: a change of the newest version."""


class NotNow(ValueError):
    """Something that cannot be done with a version as it is; the text says why and what next."""


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Return whether a check passes, for pages that show or hide a button."""
    try:
        check(*args, **kwargs)
    except (PermissionDenied, NotNow):
        return False
    return True


def check_move(version: Version, to: str) -> None:
    """Raise unless the table lets this version become that."""
    if to not in TRANSITIONS[version.state]:
        raise NotNow(
            _("%(version)s is %(state)s: it cannot become %(to)s.")
            % {
                "version": version,
                "state": state_name(version.state),
                "to": state_name(to),
            }
        )


def state_name(state: str) -> str:
    """Return what people call a state."""
    return {
        State.DRAFT: _("a draft"),
        State.IN_REVIEW: _("in review"),
        State.APPROVED: _("approved"),
        State.ACTIVE: _("active"),
        State.WITHDRAWN: _("withdrawn"),
        State.AMENDED: _("replaced by a later version"),
        State.ROLLED_BACK: _("rolled back"),
        State.RETIRED: _("retired"),
    }[State(state)]
