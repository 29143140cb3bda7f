from tests.simulator.worlds import between, events


def test_surgery_mostly_within_a_day_and_a_half():
    found = between(events(7), "Hip fracture admission", "Hip surgery")["m"]
    assert len(found) > 8 and (found <= 36 * 60).mean() > 0.85 and found.median() > 6 * 60
