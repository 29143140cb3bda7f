from tests.simulator.worlds import between, events


def test_ct_within_the_hour():
    found = between(events(7), "Stroke alert", "CT")["m"]
    assert len(found) > 10 and (found <= 60).mean() > 0.9
