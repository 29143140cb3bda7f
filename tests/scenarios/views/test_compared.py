"""Two to four scenarios of one history beside each other."""

import pytest
from django.test import Client

from tests.factories import ben, otto, person
from tests.scenarios.worlds import LONGER, answered, asked, hospital

pytestmark = pytest.mark.django_db(databases="__all__")


def page(who, *rows):
    client = Client()
    client.force_login(who)
    return client.get("/what-if/compare/", {"with": [row.pk for row in rows]})


def test_each_stands_against_the_hospital_as_it_is_and_the_best_is_named():
    where, who = hospital(), ben()
    beds = answered(where, by=who, name="Beds")
    longer = answered(where, LONGER, by=who, name="Longer")
    answer = page(who, longer, beds)
    shown = answer.content.decode()
    line = shown[shown.index('id="answer"') :].split("</p>")[0]
    assert "Least boarding: With 4 more beds on Surgery" in line
    assert [row.name for row, _c, _a in answer.context["found"].rows] == ["Longer", "Beds"]
    first = answer.context["figures"][0][1]
    assert list(first.traces[2]["y"]) == ["Longer", "Beds"]
    assert shown.index("Longer</th>") < shown.index("Beds</th>")
    assert "All scenarios meet the same patients." in shown
    fits = answer.context["found"].answers[0].fits
    good = fits("boarding_hours_a_day") and fits("scan_wait_mean:CT")
    assert ("Believe this less." in shown) == (not good)


def test_what_cannot_be_compared_says_why():
    where, who = hospital(), ben()
    one, waits = answered(where, by=who), asked(where, by=who, name="Waits")
    otherwise = [answered(where, by=who, weeks=3), answered(where, LONGER, by=who, anew=True)]
    for rows, said in (
        ((), "Choose 2 to 4"),
        ((one,), "Choose 2 to 4"),
        ((one, otherwise[0]), "more than the changes would differ"),
        ((one, otherwise[1]), "other histories"),
    ):
        answer = page(who, *rows)
        assert answer.status_code == 422 and said in answer.content.decode(), said
    waits.refresh_from_db()
    late = asked(where, by=who)
    assert "Only scenarios that are answered" in page(who, one, late).content.decode()


def test_one_of_a_site_one_does_not_see_is_not_there():
    where, who = hospital(), ben()
    rows = answered(where, by=who), answered(where, LONGER, by=who)
    assert page(person("eva", "BED_MANAGER", at_site="south"), *rows).status_code == 404
    assert page(otto(), *rows).status_code == 403
