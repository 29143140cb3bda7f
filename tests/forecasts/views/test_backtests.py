"""How good the forecasts were, on the screen: a sentence, then the figures."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from carepath.forecasts.actions import judging
from carepath.ui import clock
from tests.factories import AT, nora, otto, site
from tests.forecasts.actions.test_judging import judge
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/forecasts/backtests/"


def page(who, address=URL, **query):
    client = Client()
    client.force_login(who)
    return client.get(address, query)


def test_before_anything_is_judged_it_says_so():
    site()
    who = nora()
    assert "Not judged yet" in page(who).content.decode()
    assert page(who, URL + "series/").status_code == 404


def test_the_sentence_comes_first_and_the_figures_one_click_deeper(monkeypatch):
    monkeypatch.setattr(judging, "DAYS", 5)
    monkeypatch.setattr(clock, "now", lambda site=None: AT)
    judge(hospital(weeks=4))
    who = nora()
    page(who)
    with CaptureQueriesContext(connection) as asked:
        answer = page(who)
    assert len(asked) <= 34  # two a job, however many series there are
    shown = answer.content.decode()
    line = shown[shown.index('id="answer"') :].split("</p>")[0]
    assert "nights of 2 units" in line and "cried wolf" in line
    for words in ("All inpatient units", "Best simple rule", "Emergency", "forecast_mase",
                  "Expected to leave, in windows of 8 hours", "departures_error",
                  "How often the level told"):  # fmt: skip
        assert words in shown, words
    assert answer.context["total"].nights == sum(
        one.warned.nights for one in answer.context["beds"] if one.row.series
    )
    deeper = page(who, URL + "series/", job="beds", series="W1")
    shown = deeper.content.decode()
    for words in ("this forecast", "as a week ago", "as now", "Loss (WQL)", "In the 95 % range",
                  "Hours ahead", "Worst hours", "at another chance", "in use",
                  "In windows of 8 hours of 5 days the middle was", "short history"):  # fmt: skip
        assert words in shown, words
    nights = deeper.context["nights"]
    assert nights.traces[0]["marker"]["pattern"]["shape"] == "/"
    arrivals = page(who, URL + "series/", job="arrivals", series="*")
    assert arrivals.context["nights"] is None and "this forecast" in arrivals.content.decode()
    shown = " ".join(arrivals.content.decode().split())
    assert "By acuity, in windows of eight hours" in shown and "not told" in shown
    assert [label for label, _one in arrivals.context["acuities"]] == ["2", "3", "4", "5", "?"]
    assert "By acuity" not in deeper.content.decode()
    assert page(who, URL + "series/", job="beds", series="W9").status_code == 404
    assert page(otto()).status_code == 403
