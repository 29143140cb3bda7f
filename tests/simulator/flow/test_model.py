import json

import numpy as np
import pytest

from carepath.simulator import flow
from tests.simulator.flow import made


def test_a_model_is_the_same_again_from_its_json():
    model = made.model(beds=(3, 4), lengths=(1.5, 2.25), servers=(2,), groups=((0, 1),))
    text = model.to_json()
    again = flow.Model.from_json(text)
    assert again.to_json() == text
    assert again.groups == ((0, 1),) and again.beds.shape == (2, 168)
    assert again.visit_scan.shape == (1, 1)


def test_another_version_is_refused():
    content = json.loads(made.model().to_json()) | {"version": 0}
    with pytest.raises(flow.ModelError, match="calibrate again"):
        flow.Model.from_json(json.dumps(content))


def test_resampled_weeks_vary_as_their_mean_does():
    levels = np.arange(9.0)
    model = made.model(weeks=9)
    rng = np.random.default_rng(2)
    means = [levels[model.resampled(rng).picked].mean() for _ in range(8000)]
    assert np.mean(means) == pytest.approx(4.0, abs=0.05)
    assert np.var(means) == pytest.approx(levels.var(ddof=1) / 9, rel=0.06)
