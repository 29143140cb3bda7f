import numpy as np
import pytest

from carepath.analysis import count_law

SHARES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def test_published_vectors():
    found = count_law.pmf(np.array([6.7]), np.array([0.05]), 2)
    assert found[0] == pytest.approx([0.003093, 0.015523], abs=1e-6)
    assert count_law.quantiles([6.7], 0.05, SHARES).tolist() == [[2, 3, 5, 6, 9, 11, 13]]
    assert count_law.pmf([4.0], [0.25], 1)[0] == pytest.approx([0.0625])
    assert count_law.quantiles([4.0], 0.25, (0.1, 0.5, 0.9)).tolist() == [[1, 3, 8]]


def test_randomised_range_of_a_poisson_count():
    below, at = count_law.cdf(np.array([2, 3]), np.array([4.0, 4.0]), 0.0)
    assert (below, at) == (pytest.approx(0.238103, abs=1e-6), pytest.approx(0.433470, abs=1e-6))


@pytest.mark.parametrize(
    ("mean", "dispersion"), [(6.7, 0.05), (0.02, 2.0), (900.0, 0.0), (3, 1e-7)]
)
def test_the_moments_are_those_asked_for(mean, dispersion):
    p = count_law.pmf([mean], [dispersion], 3000)[0]
    k = np.arange(3000)
    assert p.sum() == pytest.approx(1, abs=1e-9)
    assert (k * p).sum() == pytest.approx(mean, rel=1e-8)
    assert ((k - mean) ** 2 * p).sum() == pytest.approx(mean + dispersion * mean**2, rel=1e-6)


def test_a_quantile_is_the_smallest_count_that_reaches_its_share():
    rng = np.random.default_rng(1)
    mean, spread = rng.gamma(1, 20, 300), rng.gamma(1, 0.1, 300)
    found = count_law.quantiles(mean, spread, SHARES)
    assert (np.diff(found, axis=1) >= 0).all()
    assert (found >= 0).all()
    for column, share in enumerate(SHARES):
        k = found[:, column]
        assert (count_law.cdf(k, mean, spread) >= share - 1e-9).all()
        assert (count_law.cdf(k - 1, mean, spread) < share).all()


def test_nothing_comes_where_nothing_is_expected():
    assert count_law.quantiles([0.0], 0.3, SHARES).tolist() == [[0] * 7]
    assert count_law.cdf(np.array([-1, 0, 5]), np.zeros(3), 0.0).tolist() == [0, 1, 1]


def test_tables_are_made_in_parts(monkeypatch):
    mean = np.linspace(0, 50, 40).reshape(8, 5)
    whole = count_law.quantiles(mean, 0.1, SHARES), count_law.cdf(mean, mean, 0.1)
    monkeypatch.setattr(count_law, "CELLS", 200)
    assert (count_law.quantiles(mean, 0.1, SHARES) == whole[0]).all()
    assert np.allclose(count_law.cdf(mean, mean, 0.1), whole[1], atol=1e-12)


def test_dispersion_of_drawn_counts_is_found():
    rng = np.random.default_rng(2)
    mean = np.full((2, 60_000), 6.0)
    counts = rng.poisson(mean * rng.gamma(1 / 0.1, 0.1, mean.shape)).astype(float)
    counts[1] = rng.poisson(mean[1])
    counts[:, 0] = np.nan
    assert count_law.dispersion(counts, mean) == pytest.approx([0.1, 0.0], abs=0.01)


@pytest.mark.parametrize(("mean", "spread"), [(-1.0, 0.1), (1.0, -0.1), (np.nan, 0.1)])
def test_no_law_for_what_is_no_mean(mean, spread):
    with pytest.raises(ValueError, match="0 or more"):
        count_law.quantiles([mean], spread, SHARES)
