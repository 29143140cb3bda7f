import pytest

from carepath.audit.models import Entry
from carepath.work import actions
from carepath.work.models import Delivery
from carepath.work.policies import NotNow
from tests.factories import AT, person
from tests.work.mails import queued

pytestmark = pytest.mark.django_db


def moved(to, *, state):
    row = queued()
    Delivery.objects.filter(pk=row.pk).update(state=state, attempts=7)
    row.refresh_from_db()
    actions.move(delivery=row, to=to, by=person("sam", "SYSTEM_ADMINISTRATOR"), at=AT)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("state", "to", "repeats", "verb"),
    [
        ("quarantined", "waiting", 0, "mail.again"),
        ("in_doubt", "waiting", 1, "mail.again"),
        ("in_doubt", "sent", 0, "mail.arrived"),
        ("waiting", "cancelled", 0, "mail.cancelled"),
    ],
)
def test_a_person_decides_and_the_ledger_tells(state, to, repeats, verb):
    row = moved(to, state=state)
    assert (row.state, row.repeats) == (to, repeats)
    assert row.attempts == (0 if to == "waiting" else 7)
    entry = Entry.objects.get()
    assert (entry.verb, entry.actor_name, entry.target) == (verb, "sam", f"work.Delivery:{row.pk}")
    assert row.recipient not in str(entry.detail)


@pytest.mark.parametrize(
    ("state", "to"), [("sent", "waiting"), ("sending", "cancelled"), ("waiting", "sent")]
)
def test_what_was_sent_or_is_at_work_stays(state, to):
    with pytest.raises(NotNow):
        moved(to, state=state)
    assert not Entry.objects.exists()


def test_of_two_people_one_decides():
    row = queued()
    Delivery.objects.filter(pk=row.pk).update(state="sent")
    with pytest.raises(NotNow, match="sent"):
        actions.move(delivery=row, to="cancelled", by=person("sam"), at=AT)
