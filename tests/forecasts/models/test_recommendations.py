"""What was decided stays as it was promised, and what happened never changes: no way round."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from carepath.forecasts.models import Outcome, Recommendation
from tests.factories import AT
from tests.forecasts.advice import HOUR, decided, open_all, run, short_of_beds

pytestmark = pytest.mark.django_db


def refused(write, text):
    with pytest.raises((DatabaseError, IntegrityError), match=text), transaction.atomic():
        write()
    return True


@pytest.mark.parametrize(
    "change",
    [{"before": 0.9}, {"after": 0.0}, {"beds": 1}, {"state": "rejected"}, {"staffed": 9},
     {"worst_at": AT}, {"vintage": 7}, {"reason": "another"}, {"decided_by": "Somebody"},
     {"considered": []}],
)  # fmt: skip
def test_a_promise_that_was_decided_stays(change):
    short_of_beds()
    row = decided()
    mine = Recommendation.objects.filter(pk=row.pk)
    assert refused(lambda: mine.update(**change), "as it was promised")
    mine.update(done_at=AT + 2 * HOUR)  # that it was done may be said


def test_what_happened_never_changes_and_stays():
    where = short_of_beds()
    row = decided()
    open_all(row)
    run(26)
    mine = Outcome.objects.filter(recommendation=row)
    assert refused(lambda: mine.update(largest=0), "never changes")
    with connection.cursor() as cursor:
        assert refused(
            lambda: cursor.execute("UPDATE forecasts_outcome SET bed_hours = 0"), "never changes"
        )
    assert refused(mine.delete, "is kept")
    twin = Outcome.objects.get()
    twin.pk = None
    assert refused(lambda: twin.save(force_insert=True), "(?i)unique")
    twin.recommendation_id, twin.judged_at = row.pk, AT
    assert refused(lambda: twin.save(force_insert=True), "(?i)constraint|unique")
    where.synthetic = True
    where.save()
    mine.delete()
    assert not Outcome.objects.exists()


def test_words_and_numbers_of_a_recommendation():
    row = Recommendation(kind="open", beds=2, staffed=5, state="waiting")
    assert (str(row), row.with_it, row.is_open) == ("open 2", 7, True)
    row.kind, row.state = "close", "accepted"
    assert (row.with_it, row.is_open, row.state_words) == (3, False, "accepted")
    outcome = Outcome(course=[[1, 2], [3, 3]], recommendation_id=4)
    assert (outcome.hours, outcome.is_final, str(outcome)) == (2, False, "outcome 4")
