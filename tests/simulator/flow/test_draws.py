import numpy as np

from carepath.simulator.flow import draws


def test_one_and_many_draw_the_same():
    numbers = np.array([0, 1, 7, 2**32, 66 * 2**32 + 5])
    for seed, purpose in ((0, 0), (2**62 - 1, 1003), (12345, 2)):
        one = [draws.one(seed, number, purpose) for number in numbers.tolist()]
        assert draws.many(seed, numbers, purpose).tolist() == one


def test_numbers_are_even_and_independent_of_neighbours():
    people = np.arange(20_000)
    drawn = draws.many(3, people, 1000)
    farthest = np.abs(np.sort(drawn) - (people + 0.5) / len(people)).max()
    assert farthest < 1.95 / len(people) ** 0.5  # Kolmogorov: 1 in 1000
    for other in (draws.many(3, people, 1001), draws.many(4, people, 1000), drawn[1:]):
        assert abs(np.corrcoef(drawn[: len(other)], other)[0, 1]) < 0.03
