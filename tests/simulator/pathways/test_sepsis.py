from tests.simulator.worlds import between, events


def test_antibiotics_mostly_within_the_hour():
    found = between(events(7), "Sepsis flag", "Antibiotics")["m"]
    assert len(found) > 40 and (found <= 60).mean() > 0.9 and found.median() > 15
