"""Who lay in the beds of a unit when, as a step line against the beds that were staffed."""

from collections.abc import Sequence

from carepath.figures import theme


def steps(
    occupied: tuple[Sequence[str], Sequence[int]],
    staffed: tuple[Sequence[str], Sequence[int]],
    *,
    titles: tuple[str, str, str],
    summary: str,
    provisional: tuple[Sequence[str], Sequence[int], str] | None = None,
    key: str = "occupancy",
) -> theme.Drawing:
    """Return both step lines, each as (moments, level from then on); `titles` name time, both.

    What is `provisional` (with its name) goes on where the first line ends, dotted and not filled.
    """
    time, beds, open_beds = titles
    line = {"type": "scatter", "mode": "lines"}
    shape = {"shape": "hv", "width": 2, "color": theme.colour("one")}
    dashed = {"shape": "hv", "width": 1.5, "dash": "dash", "color": theme.colour("ink_soft")}
    traces = [
        line | {"x": list(occupied[0]), "y": list(occupied[1]), "name": beds, "line": shape,
                "fill": "tozeroy", "fillcolor": theme.clear("stay", 0.2)},
        line | {"x": list(staffed[0]), "y": list(staffed[1]), "name": open_beds, "line": dashed},
    ]  # fmt: skip
    rows = [[at, level] for at, level in zip(*occupied, strict=True)]
    if provisional is not None:
        moments, levels, name = provisional
        dotted = shape | {"dash": "dot"}
        traces.insert(
            1, line | {"x": list(moments), "y": list(levels), "name": name, "line": dotted}
        )
        rows += [[at, level] for at, level in zip(moments[1:], levels[1:], strict=True)]
    most = max([*occupied[1], *staffed[1]], default=0)
    layout = theme.layout(
        x=time, y=beds, height=320, xaxis={"type": "date"}, yaxis=theme.whole(most),
        showlegend=True,
    )  # fmt: skip
    return theme.Drawing(key, traces, layout, summary, [time, beds], rows)
