from datetime import date

import pytest

from carepath.bottlenecks.api import inputs


def checked(form, **data):
    question = form(data={"source": "log"} | data)
    question.is_valid(raise_exception=True)
    return question.validated_data


def test_a_period_is_two_days():
    found = checked(inputs.AboutInput, period="2014-02")
    assert found["period"] == (date(2014, 2, 1), date(2014, 2, 28))


@pytest.mark.parametrize("word", ["day", "week", "month", "weekday", "hour"])
def test_a_word_for_the_period_asks_for_groups(word):
    found = checked(inputs.MilestonesInput, **{"from": "A"}, to="B", period=word)
    assert found["by"] == word
    assert "period" not in found


def test_a_pair_has_two_ends():
    found = checked(inputs.MilestonesInput, **{"from": "A"}, to="B", within_s="60")
    assert (found["from"], found["to"], found["within_s"]) == ("A", "B", 60)
    half = inputs.MilestonesInput(data={"source": "log", "to": "B"})
    assert not half.is_valid()
    assert "from" in half.errors


@pytest.mark.parametrize("only", [{"within_s": "60"}, {"by": "week"}, {"period": "week"}])
def test_what_is_about_a_pair_is_refused_without_one(only):
    asked = inputs.MilestonesInput(data={"source": "log"} | only)
    assert not asked.is_valid()
    assert set(asked.errors) <= {"within_s", "by"}


def test_variants_are_raw_unless_asked():
    assert checked(inputs.VariantsInput)["folded"] is False
    assert checked(inputs.VariantsInput, folded="true")["folded"] is True
