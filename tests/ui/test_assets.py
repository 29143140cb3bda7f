"""Assets come from installed packages; what Plotly would write into the page is known."""

import re

import pytest

from carepath.ui import assets


def test_folders_hold_what_the_pages_name():
    folders = dict(assets.ASSET_DIRS)
    assert (folders["bootstrap"] / "css/bootstrap.min.css").is_file()
    assert (folders["plotly"] / "plotly.min.js").is_file()


def test_the_style_elements_of_plotly_are_those_of_the_wheel():
    script = (dict(assets.ASSET_DIRS)["plotly"] / "plotly.min.js").read_text(encoding="utf-8")
    own = re.findall(r'getElementById\("([0-9a-f]{40,})"\)', script)
    assert "plotly.js-style-" in script and ".no-inline-styles" in script
    assert {"plotly.js-style-global", *own} == set(assets.PLOTLY_STYLE_IDS)
    assert script.count('createElement("style")') == len(assets.PLOTLY_STYLE_IDS)


def test_a_package_that_is_not_there_is_named():
    with pytest.raises(RuntimeError, match="no_such_package"):
        assets.folder("no_such_package")
