import pytest

from carepath.analysis.shares import share


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_published_intervals(k, n, low, high):
    found = share(k, n)
    assert (found.low, found.high) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )
    assert found.share == k / n


def test_nothing_of_nothing_is_unknown():
    assert share(0, 0).share is None


def test_the_limits_stay_within_zero_and_one():
    assert share(5, 5).high == 1
    assert share(0, 5).low == 0
