"""A file holds what the page shows, and nothing of a site one may not see."""

import pytest
from django.test import Client

from carepath.forecasts import actions, queries
from tests.factories import AT, nora, person
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db(databases="__all__")
URL, LEAVING = "/forecasts/export.", "/forecasts/departures."


def signed_in():
    client = Client()
    client.force_login(person("bea", "BED_MANAGER", at_site="north"))
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 4_000_000_000}]
    session.save()
    return client


def test_each_unit_and_hour_is_a_line_and_so_is_each_window_of_who_leaves():
    where = hospital(weeks=2)
    actions.run_due(by="test", at=AT)
    client = signed_in()
    rows = queries.latest(site=where, job="beds", known_at=AT)
    lines = b"".join(client.get(URL + "csv")).decode().splitlines()
    assert len(lines) == 1 + 72 * len(rows) and "97.5 % of cases within" in lines[0]
    told = queries.Told(rows[1])
    cells = lines[1 + 72].split(",")
    assert (cells[0], cells[1]) == ("Medicine", "2026-03-02 11:00:00")
    assert [int(cell) for cell in cells[3:12]] == told.quantiles()[0].tolist()
    assert int(cells[12]) == 13 and float(cells[13]) == round(float(told.short[0]), 4)
    windows = b"".join(client.get(LEAVING + "csv")).decode().splitlines()
    assert len(windows) == 1 + 22 * len(rows) and "97.5 % of cases within" in windows[0]
    first = windows[1 + 22].split(",")
    assert first[:4] == ["Medicine", "2026-03-02 10:00:00", "2026-03-02 14:00:00", "4"]
    assert float(first[4]) == pytest.approx(told.leaving.law.mean[0], abs=1e-3)
    levels = [0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.975]
    assert [int(cell) for cell in first[5:]] == told.leaving.law.quantiles(levels)[0].tolist()
    assert client.get(LEAVING + "xlsx").status_code == 200
    assert client.get(LEAVING + "pdf").status_code == 404
    assert client.get(URL + "xlsx").status_code == 200
    assert client.get(URL + "pdf").status_code == 404
    assert client.get(URL + "csv", {"known_at": "2026-03-01T00:00"}).status_code == 404
    client.force_login(nora())
    assert client.get(URL + "csv").status_code == client.get(LEAVING + "csv").status_code == 403


def test_each_department_acuity_and_hour_is_a_line():
    where = hospital(weeks=2)
    actions.run_due(by="test", at=AT)
    client, url = signed_in(), "/forecasts/arrivals."
    lines = b"".join(client.get(url + "csv")).decode().splitlines()
    rows = [line.split(",") for line in lines[1:]]
    assert "Department,Acuity,Hour that ends at" in lines[0]
    assert len(rows) == 72 * 2 * 6
    assert {(cells[0], cells[1]) for cells in rows} == {
        (place, level) for place in ("North", "Emergency")
        for level in ("all", "2", "3", "4", "5", "not told")
    }  # fmt: skip
    first = {cells[1]: float(cells[3]) for cells in rows if cells[0] == "Emergency"
             and cells[2] == "2026-03-02 11:00:00"}  # fmt: skip
    assert sum(first.values()) == pytest.approx(2 * first["all"], abs=1e-3)
    (_site, row) = queries.latest(site=where, job="arrivals", known_at=AT)
    three = queries.groups_of(queries.Told(row))[1]
    some = b"".join(client.get(url + "csv", {"department": "ED", "acuity": "3"})).decode()
    lines = some.splitlines()
    assert len(lines) == 73
    assert [int(cell) for cell in lines[1].split(",")[4:]] == queries.by_hour(three, 1)[0].tolist()
    assert client.get(url + "xlsx").status_code == 200
    for query in ({"department": "W9"}, {"acuity": "9"}, {"known_at": "2026-03-01T00:00"}):
        assert client.get(url + "csv", query).status_code == 404
    assert client.get(url + "pdf").status_code == 404
    client.force_login(nora())
    assert client.get(url + "csv").status_code == 403
