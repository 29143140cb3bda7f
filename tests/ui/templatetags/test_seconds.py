from carepath.ui.templatetags.seconds import seconds


def test_seconds_read_as_two_units():
    assert seconds(12_000) == "3 h 20 min"
    assert seconds(0.0) == "0 s"
    assert seconds(None) == "–"
