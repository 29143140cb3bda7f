"""The theme: colours that can be swapped and read, layouts that Plotly accepts."""

import plotly.graph_objects as go
import pytest

from carepath.figures import theme


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_each_light_colour_is_the_key_of_its_dark_twin():
    lights = [light for light, _dark in theme.PAIRS.values()]
    assert len(set(lights)) == len(lights)
    assert all(len(colour) == 7 for pair in theme.PAIRS.values() for colour in pair)


@pytest.mark.parametrize("name", ["ink", "ink_soft", "accent", "calm", "watch", "high", "critical"])
def test_text_can_be_read_on_its_ground_by_day_and_by_night(name):
    for shade in (0, 1):
        assert contrast(theme.PAIRS[name][shade], theme.PAIRS["surface"][shade]) >= 4.5


@pytest.mark.parametrize("name", ["care", "stay", "wait", "between", *theme.SERIES])
def test_what_is_drawn_stands_out_from_its_ground(name):
    for shade in (0, 1):
        assert contrast(theme.PAIRS[name][shade], theme.PAIRS["surface"][shade]) >= 3


def test_a_layout_has_axis_titles_and_plotly_accepts_it():
    layout = theme.layout(x="Wait, h", y="Journeys", yaxis={"rangemode": "tozero"})
    figure = go.Figure({"data": [{"type": "bar", "marker": theme.hatched()}], "layout": layout})
    assert figure.layout.xaxis.title.text == "Wait, h"
    assert figure.layout.yaxis.rangemode == "tozero"
    assert figure.layout.height == 320


def test_a_height_that_no_page_keeps_room_for_is_refused():
    with pytest.raises(ValueError, match="height"):
        theme.layout(x="a", y="b", height=333)


def test_bands_marks_and_scales_are_accepted():
    traces = theme.band([1, 2], [0, 1], [2, 3], name="90 %")
    marks = theme.marks([("2026-03-01", "2026-03-02", "norovirus")])
    figure = go.Figure({"data": traces, "layout": marks})
    assert figure.data[1].fillcolor == theme.clear("one", 0.18)
    assert figure.layout.shapes[0].x1 == "2026-03-02"
    assert theme.scale()[0] == [0, theme.colour("step_0")]
    assert theme.scale()[-1] == [1, theme.colour("step_5")]
    assert theme.axis("h")["title"]["text"] == "h"


def test_a_drawing_knows_its_height():
    layout = theme.layout(x="a", y="b", height=240)
    assert theme.Drawing("k", [], layout, "s", (), ()).height == 240


def test_few_are_counted_one_by_one():
    assert theme.whole(5)["dtick"] == 1
    assert "dtick" not in theme.whole(6)
