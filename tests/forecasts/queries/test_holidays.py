"""Holidays of a forecast are those it was told with."""

from datetime import date

from carepath.forecasts import queries
from carepath.forecasts.models import Vintage

SAID = {"day": "2026-12-25", "name": "Christmas Day", "factor": 0.7, "others": 3, "begun": False}


def test_a_forecast_says_its_holidays_and_an_old_one_says_none():
    assert queries.holidays_ahead(Vintage(facts={})) == []
    for alike in (0, 2):
        row = Vintage(facts={"holidays": [SAID | {"alike": alike}]})
        (found,) = queries.holidays_ahead(row)
        assert (found.day, found.name, found.factor) == (date(2026, 12, 25), "Christmas Day", 0.7)
        assert found.without_history is (alike == 0)
