"""Limits of advice as a document: when beds are advised, what they cost, what a unit may do.

Its one way of being written down is canonical JSON, so that a recommendation can name the very
limits it was made with.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace

SCHEMA = "carepath.advice/1"
MOST_BEDS = 999


class LimitsError(ValueError):
    """Limits that cannot be read; the text says why."""


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop


@dataclass(frozen=True, slots=True)
class Limits:
    """One version of the limits of a site.

    Beds are advised to be opened that are worth `opens` (0 to 1: the share of their first day in
    which somebody lies in them who else waits), and to be closed when they are worth less than
    `holds`. A warning is raised when a shift's chance to be short is `raises` or more in `runs`
    forecasts in a row, and cleared when it is below `clears` in as many; then it rests for `rest`
    of them. A unit rests `cool_h` hours after advice was rejected or lapsed, and is turned round
    after `reverse_h` at the earliest. One staffed bed takes `staff` people and costs `cost` an hour
    (0 = not said). `most` holds how many beds of a unit may be opened (by code; not named = all
    that are there), `keeps` the units whose staff is never moved to another. Up to `sooner_most`
    patients of a unit who leave later today are brought forward by `sooner_h` hours (0 = never),
    each of whom takes `sooner_min` minutes of staff, where somebody else waits in `hastens` of the
    bed-hours that it frees. A scanner or clinic is open at most `longer_h` hours longer (0 =
    never), where the last who asks waits longer than `target_h` hours with the chance of a warning;
    an hour of it takes `hour_staff` people and costs `hour_cost` (0 = not said).
    """

    raises: float = 0.20
    clears: float = 0.10
    runs: int = 2
    rest: int = 6
    cool_h: int = 6
    reverse_h: int = 24
    staff: float = 0.25
    cost: float = 0.0
    most: Mapping[str, int] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()
    opens: float = 0.75
    holds: float = 0.25
    hastens: float = 0.5
    sooner_h: int = 3
    sooner_most: int = 4
    sooner_min: int = 30
    longer_h: int = 4
    target_h: int = 1
    hour_staff: float = 1.0
    hour_cost: float = 0.0


SHIPPED = Limits()
"""The limits that hold until a hospital sets its own."""
INVENTED = replace(SHIPPED, opens=0.5, hastens=0.25)
"""Those of an invented hospital, which advises sooner: there is something to decide."""


ADDED = ("opens", "holds", "hastens", "sooner_h", "sooner_most", "sooner_min",
         "longer_h", "target_h", "hour_staff", "hour_cost")  # fmt: skip
"""Names that limits of before do not hold: for them those hold that come with the portal."""


def canonical(limits: Limits) -> str:
    """Return the limits as JSON: sorted keys, no blanks, so that equal limits are equal."""
    content = {"schema": SCHEMA, **asdict(limits)}
    content["most"], content["keeps"] = dict(limits.most), sorted(limits.keeps)
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def read(text: str) -> Limits:
    """Return the limits of a JSON text; LimitsError for what it does not fully understand."""
    try:
        said = {name: getattr(SHIPPED, name) for name in ADDED} | json.loads(text)
        if said.pop("schema") != SCHEMA or set(said) != {one.name for one in fields(Limits)}:
            raise LimitsError(_("These are no limits of a form that can be read."))
        return Limits(**said | {"keeps": tuple(said["keeps"]), "most": dict(said["most"])})
    except LimitsError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise LimitsError(_("These are no limits.")) from error


def faults(limits: Limits, *, units: Collection[str]) -> list[str]:
    """Return what is wrong with limits in sentences, [] = nothing; `units` are those with beds."""
    found = []
    if not 0 < limits.clears <= limits.raises <= 1:
        found.append(_("A warning is cleared at or below the chance that raises it, above 0."))
    if not 0 < limits.holds <= limits.opens <= 1:
        found.append(_("A bed is closed at or below the worth at which it is opened, above 0."))
    if not (1 <= limits.runs <= 12 and 0 <= limits.rest <= 48):
        found.append(_("A warning holds for 1 to 12 forecasts, and rests for 48 at most."))
    if not (1 <= limits.cool_h <= 72 and 24 <= limits.reverse_h <= 168):
        found.append(_("A unit rests 1 to 72 hours, and is not turned round within a day."))
    if not (0 <= limits.staff <= 5 and 0 <= limits.cost <= 100_000):
        found.append(_("A bed takes 0 to 5 people and costs 0 to 100,000 an hour."))
    if not (0 < limits.hastens <= 1 and 0 <= limits.sooner_h <= 8):
        found.append(_("A discharge is brought forward by 0 to 8 hours, for a worth above 0."))
    if not (1 <= limits.sooner_most <= 50 and 0 <= limits.sooner_min <= 600):
        found.append(_("1 to 50 patients are brought forward, for 0 to 600 minutes each."))
    if not (0 <= limits.longer_h <= 8 and 1 <= limits.target_h <= 12):
        found.append(_("A scanner is open 0 to 8 hours longer, for a wait of 1 to 12 hours."))
    if not (0 <= limits.hour_staff <= 20 and 0 <= limits.hour_cost <= 100_000):
        found.append(_("An hour of it takes 0 to 20 people and costs 0 to 100,000."))
    if any(not 0 <= beds <= MOST_BEDS for beds in limits.most.values()):
        found.append(_("A unit opens 0 to 999 beds."))
    if not {*limits.most, *limits.keeps} <= set(units):
        found.append(_("A unit is named that has no beds here."))
    return found
