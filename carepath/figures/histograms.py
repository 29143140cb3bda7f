"""How durations are spread, as bars."""

from collections.abc import Sequence

from carepath.figures import theme


def bars(
    names: Sequence[str],
    counts: Sequence[int],
    *,
    key: str,
    titles: tuple[str, str],
    summary: str,
    middle: int | None = None,
    note: str = "",
    links: Sequence[str] = (),
) -> theme.Drawing:
    """Return one bar a step; `titles` name the steps and the count.

    The step number `middle` holds the median and carries the note.
    """
    across, up = titles
    colours = ["care" if index == middle else "stay" for index in range(len(names))]
    trace = {
        "type": "bar",
        "x": list(names),
        "y": list(counts),
        "marker": {"color": [theme.colour(name) for name in colours]},
        "text": [f"{count:,}" for count in counts],
        "textposition": "outside",
        "textfont": {"color": theme.colour("ink_soft")},
        "cliponaxis": False,
        "hovertemplate": f"%{{x}}: %{{y}} {up}<extra></extra>",
    }
    marks = [] if middle is None else [_mark(names[middle], note)]
    layout = theme.layout(
        x=across,
        y=up,
        height=320,
        xaxis={"type": "category", "showgrid": False},
        yaxis={"rangemode": "tozero"},
        margin={"l": 8, "r": 12, "t": 28, "b": 8},
        annotations=marks,
    )
    rows = list(zip(names, counts, strict=True))
    return theme.Drawing(key, [trace], layout, summary, [across, up], rows, [list(links)])


def _mark(x: str, text: str) -> dict:
    """Return a note over a bar, above all of them: beside a taller one it would lie on it."""
    return {
        "x": x,
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "yshift": 8,
        "text": text,
        "showarrow": False,
        "font": {"size": 11, "color": theme.colour("accent")},
    }
