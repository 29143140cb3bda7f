"""Long stays on the screen."""

import pytest

from carepath.audit.models import AccessRead
from carepath.capacity import actions
from carepath.journeys.models import Journey
from tests.capacity.small import NOON, hospital
from tests.capacity.views.test_emergency import page, words_of
from tests.factories import AT, ben, nora, otto, site

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/capacity/stays/"


def test_before_any_stay_it_says_what_it_will_show():
    site()
    who = nora()
    assert "Who is in for 7 or 21 days and more" in words_of(page(who, URL))
    assert page(otto(), URL).status_code == 403


def test_noon_in_words_and_narrowed():
    hospital()
    who = nora()
    shown = words_of(page(who, URL, at=NOON))
    assert "2 of 3 inpatients are in for 7 days or more, 1 for 21" in shown
    assert "1 is fit to leave and still in, for 1 d 2 h" in shown
    assert "25 d 2 h Medicine –" in shown and "10 d 2 h Medicine 1 d 2 h" in shown
    assert "Fit to leave is read from: Medically fit." in shown
    assert AccessRead.objects.get().count == 2
    weeks = words_of(page(who, URL, at=NOON, shown="21", unit="MEA"))
    assert "21 days or more, Medicine" in weeks and "10 d 2 h" not in weeks
    manager = ben()
    fit = Journey.objects.get(case_ref="fit")
    actions.put_up(journey=fit, kind="barrier", what="care", owner="Ms Bos", by=manager, at=AT)
    actions.put_up(journey=fit, kind="private", by=manager, at=AT)
    now = words_of(page(who, URL))
    assert "care at home: Ms Bos" in now and "nobody said what holds it up" in now
    assert fit.short not in now and "private" in now
    assert page(who, URL, shown="99").status_code == 404
    assert page(who, URL, unit="W9").status_code == 404
