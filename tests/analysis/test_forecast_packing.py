"""A forecast that was kept says what was told."""

import zlib

import numpy as np
import pytest

from carepath.analysis import bed_demand, forecast_packing
from carepath.analysis.forecast_packing import PackingError

MEANS = np.array([3.25, 4.5, 5.125])


def law(mean=40.0):
    return bed_demand.of_newcomers(np.linspace(mean, mean + 5, 72), 0.02)


def test_laws_and_rows_come_back():
    demand = law()
    kept = forecast_packing.unpack(forecast_packing.pack({"a": MEANS, "b": [1.0]}, demand))
    assert kept.rows["a"].tolist() == MEANS.tolist() and kept.rows["b"].tolist() == [1.0]
    back = kept.demand
    np.testing.assert_allclose(back.pmf.sum(1), 1, atol=1e-12)
    cells = min(back.pmf.shape[1], demand.pmf.shape[1])
    assert abs(back.pmf[:, :cells] - demand.pmf[:, :cells]).max() < 2e-5
    beds = np.full(72, 45)
    assert abs(back.beyond(beds) - demand.beyond(beds)).max() < 1e-3
    np.testing.assert_array_equal(
        back.quantiles((0.1, 0.5, 0.9)), demand.quantiles((0.1, 0.5, 0.9))
    )


def test_the_law_of_those_who_leave_stands_beside_that_of_demand():
    leaving = bed_demand.of_newcomers(np.linspace(0.5, 9, 22), 0.1)
    kept = forecast_packing.unpack(forecast_packing.pack({"a": MEANS}, law(), leaving))
    np.testing.assert_array_equal(kept.demand.pmf, _alone(law()).pmf)
    np.testing.assert_array_equal(kept.leaving.pmf, _alone(leaving).pmf)
    assert kept.leaving.mean == pytest.approx(leaving.mean, abs=0.01)
    assert forecast_packing.unpack(forecast_packing.pack({"a": MEANS}, law())).leaving is None


def _alone(demand):
    return forecast_packing.unpack(forecast_packing.pack({}, demand)).demand


def test_equal_laws_give_equal_bytes_and_few():
    first, second = (forecast_packing.pack({"a": MEANS}, law()) for _ in range(2))
    assert first == second and len(first) < 8_000
    assert forecast_packing.unpack(forecast_packing.pack({"a": MEANS})).demand is None


@pytest.mark.parametrize(
    "damaged", [b"", b"nothing", zlib.compress(b"{}\n"), zlib.compress(b'{"rows":{"a":9}}\n1234')]
)
def test_damaged_bytes_say_so(damaged):
    with pytest.raises(PackingError, match="no forecast"):
        forecast_packing.unpack(damaged)


def test_half_of_what_was_kept_says_so():
    with pytest.raises(PackingError):
        forecast_packing.unpack(forecast_packing.pack({"a": MEANS}, law())[:-9])
