"""A journey that follows a protocol, and overrides of it."""

from carepath.journeys.models import Journey
from carepath.protocols import actions
from carepath.protocols.models import Activation
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.worlds import active, nora, somebody


def noor():
    """A second clinician."""
    return somebody("noor", "CLINICIAN", first_name="Noor")


def a_journey():
    """A journey that follows the protocol in force in the north."""
    if not Activation.objects.exists():
        active()
    if not Journey.objects.exists():
        happens(event("a", "Sepsis flag", 10, 10), event("a", "Antibiotics", 300, 301))
        follow()
    return Journey.objects.select_related("site").get()


def asked(*, by=None, at=AT, place="rules/within-hour", emergency=False, journey=None):
    journey = journey or a_journey()
    return actions.ask_override(
        journey=journey, protocol=Activation.objects.get().protocol, place=place,
        emergency=emergency, by=by or nora(), at=at, reason="known allergy",
    )  # fmt: skip


def confirm(row, *, by=None, at=AT, proved_at=AT):
    return actions.confirm_override(
        override=row, by=by or noor(), at=at, proved_at=proved_at, reason="I agree"
    )


def confirmed(**kwargs):
    return confirm(asked(**kwargs))
