"""What a page says of a holiday is what its forecast rests on."""

import pytest

from carepath.forecasts.models import Vintage
from carepath.forecasts.views import holidays

SAID = {
    "day": "2026-12-25", "name": "Christmas Day", "factor": 0.71, "alike": 2, "others": 3,
    "begun": False,
}  # fmt: skip
HEAD = "Friday 25 December is a public holiday (Christmas Day): "
CARE = "; treat it with care."


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "forecast from 2 earlier days of this name, 29 % fewer arrivals than on an ordinary "
             "Friday."),
        ({"alike": 1, "factor": 1.12, "begun": True},
         "forecast from 1 earlier day of this name and what came so far, 12 % more arrivals than "
         "on an ordinary Friday."),
        ({"alike": 0}, "without history, forecast as 3 other holidays went, 29 % fewer arrivals "
                       "than on an ordinary Friday" + CARE),
        ({"alike": 0, "others": 1, "factor": 1.001},
         "without history, forecast as 1 other holiday went, as many arrivals as on an ordinary "
         "Friday" + CARE),
        ({"alike": 0, "others": 0, "factor": 1.0},
         "without history, forecast as an ordinary Friday" + CARE),
        ({"alike": 0, "others": 0, "begun": True},
         "without history, forecast by what came so far, 29 % fewer arrivals than on an ordinary "
         "Friday" + CARE),
    ],
)  # fmt: skip
def test_the_sentence_says_what_the_forecast_rests_on(more, said):
    row = Vintage(job="arrivals", facts={"holidays": [SAID | more]})
    (found,) = holidays.told(row)
    assert found.sentence == HEAD + said
    assert found.without_history is ("without history" in said)


def test_of_beds_it_says_that_only_arrivals_are_changed():
    row = Vintage(job="beds", facts={"holidays": [SAID]})
    assert holidays.told(row)[0].sentence.endswith(
        "; who leaves is forecast as on an ordinary day."
    )
    assert holidays.told(Vintage(job="beds", facts={})) == []
