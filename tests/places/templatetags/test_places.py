from carepath.places.templatetags import places


def test_a_minute_of_the_day_reads_as_a_clock():
    assert [places.clock(minute) for minute in (0, 455, 1439)] == ["00:00", "07:35", "23:59"]
