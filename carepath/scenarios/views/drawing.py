"""Scenarios as figures: each against the hospital as it is, never without its interval."""

from collections.abc import Mapping, Sequence
from math import nan

from django.utils.translation import gettext as _

from carepath.figures import scenarios as figures
from carepath.figures import theme
from carepath.figures.scenarios import Side
from carepath.scenarios.queries import Answer, Beside, changed, told
from carepath.scenarios.queries.answers import BOARDING
from carepath.scenarios.queries.outcomes import HOURS, SHARE
from carepath.simulator.flow import Difference, Spread
from carepath.simulator.flow.outcomes import BEYOND

Titled = list[tuple[str, theme.Drawing]]
MINUTES = 60


def figures_of(found: Answer, units: Mapping[str, str]) -> Titled:
    """Return the figures of one scenario with their titles."""
    return beside_each_other([found], [_("with changes")], units)


def beside(found: Beside, units: Mapping[str, str]) -> Titled:
    """Return the figures of some scenarios beside each other with their titles."""
    names = [row.name for row, _change, _answer in found.rows]
    return [
        (_("What each changes in boarding"), _boarding_differences(found.answers, names)),
        *beside_each_other(found.answers, names, units),
    ]


def beside_each_other(
    answers: Sequence[Answer], names: Sequence[str], units: Mapping[str, str]
) -> Titled:
    """Return how boarding, waits and occupancy are spread, as it is and in each scenario."""
    found = [
        (_("Boarding over the runs"), _runs(answers, names)),
        (_("Waits for a bed"), _waits(answers, names)),
        (_("Occupancy by unit"), _places(answers, names, "occupancy_mean", units)),
    ]
    if answers[0].of("scan_wait_mean"):
        found.append((_("Waits at stations, mean"), _places(answers, names, "scan_wait_mean", {})))
    return found


def _boarding_differences(answers: Sequence[Answer], names: Sequence[str]) -> theme.Drawing:
    spreads = [one.differences[BOARDING].difference for one in answers]
    best = min(range(len(spreads)), key=lambda place: spreads[place].mean)
    summary = _("Least boarding: %(name)s, %(hours)s a day against the hospital as it is.") % {
        "name": names[best], "hours": changed(spreads[best].mean, HOURS),
    }  # fmt: skip
    return figures.differences(
        names, [round(one.mean, 2) for one in spreads],
        [(round(one.low80, 2), round(one.high80, 2)) for one in spreads],
        [(round(one.low95, 2), round(one.high95, 2)) for one in spreads],
        key="boarding-differences", summary=summary,
        titles=(_("Scenario"), _("Boarding, h a day"), _("80 % of pairs"), _("95 % of pairs")),
    )  # fmt: skip


def _runs(answers: Sequence[Answer], names: Sequence[str]) -> theme.Drawing:
    """Return of how many runs boarding was below each value."""
    first = sorted(answers[0].drawn[BOARDING][0])
    each = [first, *(sorted(one.drawn[BOARDING][1]) for one in answers)]
    sides = [
        (name, [round(one, 2) for one in values])
        for name, values in zip([_("as it is"), *names], each, strict=True)
    ]
    summary = _("In half of the runs there are up to %(before)s boarding a day as it is; %(rest)s.")
    rest = "; ".join(
        _("%(name)s: %(hours)s") % {"name": name, "hours": told(_middle(values), HOURS)}
        for name, values in sides[1:]
    )
    return figures.runs(
        sides, key="boarding", titles=(_("Boarding, h a day"), _("Runs up to this")),
        summary=summary % {"before": told(_middle(first), HOURS), "rest": rest},
    )  # fmt: skip


def _waits(answers: Sequence[Answer], names: Sequence[str]) -> theme.Drawing:
    """Return which share of patients has a bed within so many hours."""

    sides = [_within(_("as it is"), answers[0], "before")]
    sides += [_within(name, one, "after") for name, one in zip(names, answers, strict=True)]
    rest = "; ".join(
        _("%(name)s: %(share)s")
        % {"name": side.name, "share": told(nan if one is None else one, SHARE)}
        for side in sides
        for one in side.middle[2:3]
    )
    summary = _(
        "In a bed within four hours of the request: %(rest)s. Bands hold 80 %% of the runs."
    )
    return figures.spread(
        BEYOND, sides, key="waits", titles=(_("Hours"), _("In a bed within")),
        summary=summary % {"rest": rest},
    )  # fmt: skip


def _within(name: str, one: Answer, side: str) -> Side:
    spreads = [getattr(one.differences[f"bed_wait_over_{h}h"], side) for h in BEYOND]

    def part(field: str) -> list[float | None]:
        values = (1 - getattr(each, field) for each in spreads)
        return [None if value != value else value for value in values]

    return Side(name, part("mean"), part("high80"), part("low80"))


def _places(
    answers: Sequence[Answer], names: Sequence[str], outcome: str, units: Mapping[str, str]
) -> theme.Drawing:
    """Return an outcome of each place, as it is and in each scenario, with 80 % intervals."""
    before = answers[0].of(outcome)
    scale, unit = (100, "%") if outcome == "occupancy_mean" else (MINUTES, _("min"))
    sides = [_side(_("as it is"), [one.before for one in before.values()], scale)]
    for name, answer in zip(names, answers, strict=True):
        sides.append(_side(name, [one.after for one in answer.of(outcome).values()], scale))
    by_place = {
        place: max(_size(answer.of(outcome)[place]) for answer in answers) for place in before
    }
    most = max(by_place, key=lambda place: by_place[place])
    title = _("Occupancy, %(unit)s") if scale != MINUTES else _("Wait, %(unit)s")
    summary = (
        _("It changes most at %(place)s. Bars hold 80 %% of the runs.")
        if by_place[most] > 0
        else _("It changes nowhere. Bars hold 80 %% of the runs.")
    )
    return figures.ranges(
        [units.get(place, place) for place in before], sides, key=outcome.replace("_", "-"),
        titles=(_("Place"), title % {"unit": unit}),
        summary=summary % {"place": units.get(most, most)},
    )  # fmt: skip


def _side(name: str, spreads: Sequence[Spread], scale: float) -> Side:
    def part(field: str) -> list[float | None]:
        values = (getattr(one, field) * scale for one in spreads)
        return [None if value != value else round(value, 1) for value in values]

    return Side(name, part("mean"), part("low80"), part("high80"))


def _size(one: Difference) -> float:
    return abs(one.difference.mean) if one.difference.mean == one.difference.mean else 0.0


def _middle(values: Sequence[float]) -> float:
    return values[len(values) // 2]
