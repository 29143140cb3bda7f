"""How good the forecasts behind advice were, on the screen: a sentence, then the figures."""

import pytest
from django.test import Client

from carepath.places.models import Equipment, Unit
from carepath.ui import clock
from tests.factories import AT, nora, otto, site
from tests.forecasts.advice import proven, proven_queue, today

pytestmark = pytest.mark.django_db(databases="__all__")
URL = "/forecasts/backtests/advice/"


@pytest.fixture
def scanner(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda site=None: AT)
    where = site("north")
    Unit.objects.create(site=where, code="W1", name="Medicine")
    unit = Unit.objects.create(site=where, code="CT", name="Scans")
    return Equipment.objects.create(site=where, unit=unit, kind="CT scanner", number=3, stage="CT")


def shown(who, address=URL, **query):
    client = Client()
    client.force_login(who)
    answer = client.get(address, query)
    return answer.status_code, " ".join(answer.content.decode().split())


def test_a_scanner_says_what_was_told_and_what_came(scanner):
    proven_queue(scanner)
    who = nora()
    status, page = shown(who, kind="hours", series=scanner.pk)
    line = page[page.index('id="answer"') :].split("</p>")[0]
    assert status == 200
    assert "Over 28 days a wait of more than 1 h was told with 4 % on average" in line
    assert "came in 4 % of the hours" in line and "Its score is 0.020" in line
    for words in ("as often as in these weeks", "as it was then", "advice_score", "20 %",
                  "advice may be given by it", "0 forecasts were judged as they were"):  # fmt: skip
        assert words in page, words
    assert "no skill" not in page
    _status, page = shown(who, "/forecasts/backtests/")
    assert "Not judged yet" not in page and "CT scanner, Scans" in page
    _status, page = shown(who, "/forecasts/recommendations/")
    assert "Not advised" not in page


def test_without_skill_the_page_and_the_list_of_advice_say_that_and_why(scanner):
    proven_queue(scanner, skill=False)
    who = nora()
    _status, page = shown(who, "/forecasts/backtests/")
    assert page.count("no skill") == 1 and "What advice rests on" in page
    proven(scanner.site, today=today(False))
    _status, page = shown(who, kind="hours", series=scanner.pk)
    assert "no skill" in page and "no advice of this kind is given here" in page
    _status, page = shown(who, kind="sooner", series="W1")
    assert "was off by 1.20 beds, the best simple rule by 1.10" in page
    assert "on 23 of 25 days" in page and "no skill" in page
    _status, page = shown(who, "/forecasts/recommendations/")
    assert "Not advised, as nobody could tell it well enough" in page
    assert "Open longer: CT scanner, Scans." in page and "Its score was 0.050" in page
    assert "Bring discharges forward: Medicine." in page


def test_where_it_never_came_nobody_knows(scanner):
    proven_queue(scanner, came=0)
    who = nora()
    _status, page = shown(who, kind="hours", series=scanner.pk)
    assert "It never came: nobody knows how good its chance is" in page and "no skill" in page
    assert "No long wait came in the weeks" in shown(who, "/forecasts/recommendations/")[1]


def test_what_was_not_judged_is_not_there_and_who_may_not_see_sees_nothing(scanner):
    who = nora()
    assert shown(who)[0] == 404 and shown(who, kind="hours", series="1")[0] == 404
    assert "It was not judged yet" in shown(who, "/forecasts/recommendations/")[1]
    assert shown(otto())[0] == 403
