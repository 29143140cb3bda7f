"""What a model was calibrated to, and what was run, never change, whoever writes."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from carepath.scenarios.models import Calibration, Run, Scenario
from tests.factories import AT, ben, site
from tests.scenarios.worlds import HOUR, answered, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def refused(write, text="never changes"):
    with pytest.raises(DatabaseError, match=text), transaction.atomic():
        write()
    return True


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("model", [Calibration, Run])
def test_no_way_to_write_changes_what_an_answer_rests_on(model):
    answered(hospital(), by=ben())
    row, table = model.objects.first(), model._meta.db_table
    before = model.objects.filter(pk=row.pk).values_list().get()
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    name = "method" if model is Calibration else "place"
    setattr(row, name, 99)
    assert refused(row.save)
    assert refused(lambda: model.objects.filter(pk=row.pk).update(**{name: 99}))
    assert refused(lambda: run(f"UPDATE {table} SET {name} = 99"))
    if connection.vendor == "sqlite":
        copied = f"SELECT {columns} FROM {table} WHERE id = %s"
        assert refused(lambda: run(f"REPLACE INTO {table} ({columns}) {copied}", row.pk))
    assert model.objects.filter(pk=row.pk).values_list().get() == before


def scenario(**fields):
    said = {
        "site": site(), "name": "x", "changes": [], "weeks": 4, "pairs": 20, "state": "waiting",
        "asked_at": AT, "asked_on": AT, "asked_by": "user:1", "by_name": "Ben",
    }  # fmt: skip
    return Scenario.objects.create(**said | fields)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"ended_at": AT}, "ended"),
        ({"state": "cancelled", "ended_by": "Ben"}, "ended"),
        ({"state": "done", "ended_at": AT}, "done_is_calibrated"),
        ({"pairs": 1}, "of_some"),
        ({"weeks": 0}, "of_some"),
        ({"state": "cancelled", "ended_at": AT}, "cancelled_by"),
        ({"state": "failed", "ended_by": "user:1"}, "cancelled_by"),
    ],
)
def test_a_scenario_is_whole(fields, named):
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        scenario(**fields)


def test_what_a_state_is_called_and_whether_it_is_open():
    assert scenario().is_open and scenario().state_words == "waiting"
    assert scenario(began_at=AT).state_words == "being run"
    over = scenario(state="cancelled", ended_at=AT, ended_by="user:1")
    assert not over.is_open and str(over) == f"scenario {over.pk}"


def test_a_calibration_knows_no_future_and_a_draw_is_run_once():
    said = {
        "site": site(), "made_at": AT, "since": AT - 9 * HOUR, "until": AT, "method": 1,
        "fingerprint": "0", "read": {}, "model": "", "observed": {}, "observed_weeks": 4,
    }  # fmt: skip
    made = Calibration.objects.create(**said)
    for wrong in ({"until": AT + HOUR}, {"since": AT}):
        with pytest.raises(IntegrityError, match="knows_no_future"), transaction.atomic():
            Calibration.objects.create(**said | wrong)
    once = {"calibration": made, "changes": "", "weeks": 4, "place": 0, "result": {}}
    Run.objects.create(**once)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(**once)
    Run.objects.bulk_create([Run(**once)], ignore_conflicts=True)
    assert Run.objects.count() == 1 and str(Run.objects.get()) == "run 0"
    assert str(made) == f"calibration {made.pk}"
