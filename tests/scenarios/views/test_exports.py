"""A file holds what the page shows, with its ranges and what it rests on."""

import pytest
from django.test import Client

from carepath.scenarios import queries
from tests.factories import ben, nora, person
from tests.scenarios.worlds import answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def test_each_outcome_is_a_line():
    where = hospital()
    row = answered(where, by=ben())
    client = Client()
    client.force_login(person("bea", "BED_MANAGER", at_site="north"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_000_000_000}]
    session.save()
    address = f"/what-if/{row.pk}/export."
    lines = b"".join(client.get(address + "csv")).decode().splitlines()
    found = queries.answer(row).differences
    assert len(lines) == 1 + len(list(queries.all_lines(found)))
    assert "Difference, 80 % from" in lines[0]
    cells = lines[1].split('","') if lines[1].startswith('"') else lines[1].split(",")
    one = found["boarding_hours_a_day"]
    numbers = [float(cell) for cell in lines[1].rsplit(",", 15)[1:]]
    assert numbers[0] == round(one.before.mean, 4) and numbers[10] == round(one.difference.mean, 4)
    assert "Boarding" in cells[0] and "Surgery" in "".join(lines)
    assert client.get(address + "xlsx").status_code == 200
    assert client.get(address + "pdf").status_code == 404
    waits = asked(where, by=person("bob", "BED_MANAGER"))
    assert client.get(f"/what-if/{waits.pk}/export.csv").status_code == 404
    client.force_login(nora())
    assert client.get(address + "csv").status_code == 403
