from carepath.simulator import flow
from carepath.simulator.flow import predict
from carepath.simulator.flow.changes import Change
from tests.simulator.flow import made


def test_a_pair_is_the_same_whatever_is_run_beside_it():
    model = made.model(rate=0.5, beds=(6,), lengths=made.exponential(8, 50))
    changes = [Change("beds", "U0", 2)]
    three = list(predict.pairs(model, changes, seed=4, runs=3, weeks=2))
    two = list(predict.pairs(model, changes, seed=4, runs=2, weeks=2))
    plain = list(predict.alone(model, seed=4, runs=3, weeks=2))
    assert str(two) == str(three[:2])
    assert str(plain) == str([before for before, _ in three])
    found = {one.key: one for one in flow.compare(*zip(*three, strict=True))}
    assert found["bed_wait_mean"].difference.high95 <= 0
    assert found["arrivals_a_day"].difference.mean == 0


def test_one_half_of_a_pair_is_the_same_whoever_asks_and_in_whatever_order():
    model = made.model(rate=0.5, beds=(6,), lengths=made.exponential(8, 50))
    changes = [Change("beds", "U0", 2)]
    pairs = list(predict.pairs(model, changes, seed=4, runs=3, weeks=2))
    for place in (2, 0):
        halves = [predict.one(model, each, seed=4, place=place, weeks=2) for each in ((), changes)]
        assert str(tuple(halves)) == str(pairs[place])
