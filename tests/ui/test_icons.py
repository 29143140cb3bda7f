"""Icons: drawn as their package draws them."""

import pytest
from lucide import _render_icon

from carepath.ui import icons


@pytest.mark.parametrize("name", ["search", "circle-x", "chart-gantt"])
def test_an_icon_is_drawn_as_its_package_draws_it(name):
    expected = _render_icon(name, 17, aria_hidden="true", **{"class": "cp-icon"})
    assert icons.svg(name, 17) == expected


def test_an_unknown_icon_is_refused():
    with pytest.raises(icons.NoSuchIcon):
        icons.svg("no-such-icon", 16)
