"""Make the forecasts of a slot: rows that are told together, and never change."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from carepath.analysis import (
    arrival_groups,
    arrival_series,
    civil,
    forecast_packing,
    forecasts,
    holidays,
    shortfalls,
    unit_demand,
    wall_hours,
)
from carepath.analysis.arrival_groups import Groups, Parts
from carepath.analysis.forecasts import Lesson
from carepath.analysis.shortfalls import Rule, State
from carepath.analysis.unit_demand import Foretold, Stays
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Slot, Vintage
from carepath.frames.moments import DAY, HOUR, UNKNOWN, from_us, to_us
from carepath.places.models import Unit

FINE = 4096
"""Parts of a chance that are kept of each who is present: far finer than what is shown."""
FORGETS = timedelta(hours=6)
"""A warning older than this is not carried on: nobody looked meanwhile."""


class NothingToTell(ValueError):
    """A slot for which no forecast can be made; the text says why."""


def beds(slot: Slot, at: datetime) -> tuple[list[Vintage], dict[str, Any]]:
    """Return the forecasts of bed demand of each unit, not saved, and what was read."""
    read, held = known_of(slot), queries.limits_held(slot.site)
    wards = queries.wards(site=slot.site, now=read.now)
    if not wards:
        raise NothingToTell(_("No unit has a staffed bed."))
    stays = [read.stays(ward) for ward in wards]
    told = unit_demand.foretell(
        stays, read.now, read.zone, policies.HORIZON, since=read.since,
        came_since=read.came_since, special=read.special,
    )  # fmt: skip
    earlier = queries.before(site=slot.site, job=slot.job, slot_at=slot.slot_at)
    rows = [
        _of_ward(slot, at, read, ward, one, found, earlier.get(ward.series), held.rule)
        for ward, one, found in zip(wards, stays, told, strict=True)
        if found is not None
    ]
    return _some(rows), read.counts() | {"units": len(wards)}


def arrivals(slot: Slot, at: datetime) -> tuple[list[Vintage], dict[str, Any]]:
    """Return the forecasts of arrivals of the site and its departments, not saved."""
    read = known_of(slot)
    units = queries.departments(read)
    found = [read.openings.of(unit and unit.pk) for unit in units]
    counts = np.stack([arrival_series.hourly(one, read.came_since, read.now) for one in found])
    if counts.shape[1] < unit_demand.LEAST_HOURS:
        return _some([]), {}
    first = read.now - counts.shape[1] * HOUR
    past = wall_hours.of_instants(first, counts.shape[1], read.zone, read.special)
    coming = wall_hours.of_instants(read.now, policies.HORIZON, read.zone, read.special)
    told = forecasts.forecast(counts, past, coming)
    split = queries.by_acuity(read, units)
    parts = arrival_groups.parts(split.groups, past, coming)
    rows = [
        _of_department(slot, at, read, unit, counts[place], told, place, split, parts[place])
        for place, unit in enumerate(units)
    ]
    return rows, read.counts() | {"units": len(units)}


def known_of(slot: Slot) -> queries.Read:
    """Return what was known of a slot's site; NothingToTell where that is too little."""
    read = queries.read(site=slot.site, now=to_us(slot.slot_at))
    if read.until == UNKNOWN:
        raise NothingToTell(_("Nothing was known of this site yet."))
    if slot.slot_at - from_us(read.until) > policies.SILENT:
        text = _("Nothing has come in for a day: the last thing known is of %(at)s.")
        said = from_us(read.until).astimezone(read.zone)
        raise NothingToTell(text % {"at": f"{said:%Y-%m-%d %H:%M}"})
    return read


def _some(rows: list[Vintage]) -> list[Vintage]:
    if not rows:
        raise NothingToTell(_("Less than a day of history is known."))
    return rows


def _row(slot: Slot, at: datetime, read: queries.Read, unit: Unit | None, series: str) -> Vintage:
    model = policies.MODELS[slot.job]
    return Vintage(
        slot=slot,
        run=slot.run + 1,
        site=slot.site,
        job=slot.job,
        series=series,
        unit=unit,
        slot_at=slot.slot_at,
        issued_at=max(slot.site.time(at), slot.slot_at),
        data_until=from_us(read.until),
        kept_until=policies.kept_until(slot.slot_at, at),
        model=model.name,
        version=model.version,
        parameters={
            "hours": policies.HORIZON,
            "weeks": queries.WEEKS,
            "came_weeks": queries.CAME_WEEKS,
            "holidays": queries.days_used(read),
        },
    )


def _of_ward(
    slot: Slot,
    at: datetime,
    read: queries.Read,
    ward: queries.Ward,
    stays: Stays,
    found: Foretold,
    earlier: Vintage | None,
    rule: Rule,
) -> Vintage:
    row = _row(slot, at, read, ward.unit, ward.series)
    rows = {"staying": found.staying, "coming": found.coming}
    facts = _facts(found, read) | {
        "units": list(ward.keys),
        "present": found.present,
        "waiting": unit_demand.waiting(read.spans, np.array(ward.keys), read.now),
    }
    if earlier is not None:
        rows |= dict(_changes(read, stays, found, earlier))
        facts["earlier"] = [earlier.pk, earlier.slot_at.isoformat()]
    facts["warning"] = _warning(read, found, ward.staffed, earlier, rule)
    known = unit_demand.known_at(stays, read.came_since, read.now)
    row.parameters |= {
        "raises": rule.raises,
        "clears": rule.clears,
        "shift": policies.SHIFT,
    }
    row.fingerprint = queries.fingerprint(
        (np.array([read.now, read.since, read.came_since]), known.visit, known.began, known.ended),
        queries.days_used(read),
    )
    row.staffed, row.facts = ward.staffed, facts
    rows |= _until_the_day_ends(found, read) if ward.unit is not None else {}
    leaving = found.leaving
    if leaving is not None:
        rows |= {"leaves_after": leaving.begins, "leaves_by": leaving.ends}
    row.law = forecast_packing.pack(rows, found.demand, leaving and leaving.law)
    return row


def _until_the_day_ends(found: Foretold, read: queries.Read) -> dict[str, np.ndarray]:
    """Return the chances of those present to be there until the day ends, as one row, in an order
    that tells nobody apart, and the dispersion of newcomers; none where it ends within the hour."""
    hours = min(unit_demand.hours_of_day(read.now, read.zone), found.chances.shape[1])
    each = np.round(found.chances[:, :hours] * FINE) / FINE
    if not hours:
        return {}
    each = each[np.argsort(each[:, -1], kind="stable")]
    return {"each": each.ravel(), "today": np.array([hours, found.dispersion])}


def _changes(
    read: queries.Read, stays: Stays, found: Foretold, earlier: Vintage
) -> Iterator[tuple[str, np.ndarray]]:
    """Yield why the means are others than they were told for the same hours before."""
    then = to_us(earlier.slot_at)
    before = forecast_packing.unpack(bytes(earlier.law)).rows
    still, both = unit_demand.still_here(
        stays, then, read.now, read.zone, policies.HORIZON, since=read.since
    )
    change = unit_demand.change(
        (before["staying"], before["coming"]),
        found,
        elapsed=(read.now - then) // HOUR,
        still=still,
        both=both,
    )
    yield from (
        ("by_arrivals", change.arrivals),
        ("by_discharges", change.discharges),
        ("by_staying", change.staying),
    )


def _warning(
    read: queries.Read, found: Foretold, staffed: int, earlier: Vintage | None, rule: Rule
) -> dict[str, Any]:
    """Return the state of the unit's warning after this run; shifts are numbered on the wall."""
    first = int(unit_demand.clock_hours(np.array([read.now]), read.zone)[0])
    beyond = found.demand.beyond(np.full(len(found.demand.pmf), staffed))
    shifts = shortfalls.by_shift(beyond, first, policies.SHIFT)
    state = shortfalls.after(_state(earlier, read.now), rule, *shifts)
    return {
        "stands": state.stands,
        "held": state.held,
        "rest": state.rest,
        "named": sorted(state.named),
    }


def _state(earlier: Vintage | None, now: int) -> State:
    if earlier is None or now - to_us(earlier.slot_at) > FORGETS // timedelta(microseconds=1):
        return State()
    said = earlier.facts["warning"]
    return State(said["stands"], said["held"], said["rest"], frozenset(said["named"]))


def _facts(found: Foretold, read: queries.Read) -> dict[str, Any]:
    return {
        "quiet": read.quiet,
        "weeks": round(found.weeks, 2),
        "silent": found.silent,
        "shifted": found.shifted,
        "short": bool(found.short_history),
        "holidays": _holidays(read, found.lessons),
    }


def _holidays(read: queries.Read, lessons: Mapping[int, Lesson]) -> list[dict[str, Any]]:
    """Return each public holiday within the horizon, and what stands behind its forecast."""
    hours = np.arange(policies.HORIZON, dtype=np.int64) * HOUR
    ahead = set((civil.local(read.now + hours, read.zone) // DAY).tolist())
    found = []
    for day, name in read.holidays.items():
        if day in ahead:
            lesson = asdict(lessons[read.special[day]])
            lesson["factor"] = round(lesson["factor"], 4)
            found.append({"day": str(holidays.day(day)), "name": name} | lesson)
    return found


def _of_department(
    slot: Slot,
    at: datetime,
    read: queries.Read,
    unit: Unit | None,
    counts: np.ndarray,
    told: forecasts.Forecast,
    place: int,
    split: queries.ByAcuity,
    parts: Parts | None,
) -> Vintage:
    row = _row(slot, at, read, unit, unit.code if unit else "")
    row.facts = {
        "quiet": read.quiet,
        "weeks": round(float(told.weeks[place]), 2),
        "silent": int(told.silent[place]),
        "shifted": int(told.shifted[place]),
        "short": bool(told.short[place]),
        "holidays": _holidays(read, told.lessons[place]),
        "last_day": int(counts[-(DAY // HOUR) :].sum()),
    }
    row.fingerprint = queries.fingerprint((np.array([read.now]), counts), queries.days_used(read))
    spread = [told.dispersion[width][place] for width in forecasts.WIDTHS]
    law = {"mean": told.mean[place], "dispersion": spread}
    groups = split.groups[place]
    if groups is not None and parts is not None:
        law |= _parted(row, split, groups, parts)
    row.law = forecast_packing.pack(law)
    return row


def _parted(row: Vintage, found: queries.ByAcuity, groups: Groups, parts: Parts) -> dict[str, Any]:
    """Say in a forecast of arrivals by what it is parted; return the rows that its law gets."""
    row.parameters |= {
        "acuity": {"attributes": list(found.attributes), "weeks": arrival_groups.WEEKS}
    }
    row.facts |= {"acuity": list(parts.labels)}
    counted = np.frombuffer(bytes.fromhex(row.fingerprint), np.uint8)
    row.fingerprint = queries.fingerprint((counted, np.array(parts.labels, "U"), groups.counts))
    return {"shares": parts.share.ravel(), "spreads": parts.dispersion.ravel()}
