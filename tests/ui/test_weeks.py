import pytest

from carepath.ui import weeks


@pytest.mark.parametrize(
    ("days", "hours", "words"),
    [
        ((0, 1, 2, 3, 4), (8, 12), "Monday to Friday, 08:00–12:00"),
        ((5, 6), None, "Saturdays and Sundays"),
        ((0,), (0, 24), "Mondays"),
        ((), (21, 7), "every day, 21:00–07:00"),
        ((2, 4), (9, 10), "Wednesdays, Fridays, 09:00–10:00"),
    ],
)
def test_hours_of_the_week_in_words(days, hours, words):
    assert weeks.hours_text(days, hours) == words


def test_days_in_words():
    assert weeks.days_text(range(7)) == "every day"


def test_axes_begin_on_monday():
    assert weeks.weekdays()[0] == "Mon" and len(weeks.weekdays()) == 7
