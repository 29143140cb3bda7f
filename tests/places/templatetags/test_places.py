from carepath.places.templatetags import places


def test_a_minute_of_the_day_reads_as_a_clock():
    assert [places.clock(minute) for minute in (0, 455, 1439)] == ["00:00", "07:35", "23:59"]


def test_values_are_said_as_in_a_file():
    found = [places.said(value) for value in (True, False, 0, 3, "ward", "", None)]
    assert found == ["yes", "no", "0", "3", "ward", "–", "–"]


def test_a_value_is_found_by_its_place():
    assert places.at(("early", "late"), 1) == "late"
