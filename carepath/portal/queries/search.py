"""Search: journeys by id or pseudonym, stages, units, sources, definitions and pages."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from carepath.accounts import policies
from carepath.capacity import queries as capacity
from carepath.frames.definitions import REGISTER
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey, Source, Stage
from carepath.places.models import Unit
from carepath.portal.queries.frame import PERSONAL, PLACES, address
from carepath.ui import words

MOST = 8
"""Hits shown of each kind."""
WHOLE = 4
"""Letters from which a text is looked for within words too."""
PSEUDONYM = re.compile("[A-Z2-7]{4}-[A-Z2-7]{4}")
HEX = set("0123456789abcdef-")
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: where it is, what it is called, and a few words beside it."""

    url: str
    title: str
    beside: str
    icon: str
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Results:
    """Hits by kind, in the order they are shown; `only` is the address of the one thing meant."""

    groups: list[tuple[str, list[Hit]]]
    only: str | None
    n_journeys: int = 0

    @property
    def n(self) -> int:
        return sum(len(hits) for _title, hits in self.groups)


def search(text: str, *, by: Any) -> Results:
    """Return what a person who may see journeys finds; nothing they may not open is counted."""
    text = text.strip()[:80]
    if not text:
        return Results([], None)
    found = _journeys(text, by=by) or _of_patient(text, by=by)
    groups = [
        (_("Journeys"), found),
        (_("Stages"), list(_stages(text, by=by))[:MOST]),
        (_("Sources"), list(_sources(text, by=by))[:MOST]),
        (_("Units"), list(_units(text, by=by))[:MOST]),
        (_("Pages"), list(_pages(text, by=by))[:MOST]),
        (_("Definitions"), list(_definitions(text))[:MOST]),
    ]
    # A whole id, or the eight characters people read out, means one journey.
    plain = text.replace("-", "")
    only = found[0].url if len(found) == 1 and len(plain) >= 8 else None
    return Results([group for group in groups if group[1]], only, len(found))


def _journeys(text: str, *, by: Any) -> list[Hit]:
    if len(text) < 3 or not set(text.lower()) <= HEX:
        return []
    ids = journeys.ids_of(text, by=by, limit=MOST)
    found = Journey.objects.filter(pk__in=ids).select_related("source", "site")
    return [_journey(journey) for journey in found.order_by("trace_id")]


def _of_patient(text: str, *, by: Any) -> list[Hit]:
    """Return the journeys of the patient who goes by this pseudonym."""
    if PSEUDONYM.fullmatch(text.upper()) is None:
        return []
    patients = journeys.patients_called(text, by=by)
    found = journeys.visible(by=by).filter(patient__in=patients)
    return [_journey(one) for one in found.select_related("source", "site")[:MOST]]


def _journey(journey: Journey) -> Hit:
    opened = words.clock_text(journey.opened_at, journey.source.timezone)
    return Hit(
        url=reverse("journeys:detail", args=[journey.trace_id]),
        title=capacity.called(journey),
        beside=_("%(source)s, opened %(at)s") % {"source": journey.source, "at": opened},
        icon="chart-gantt",
        mono=True,
    )


def _list_of(source: Source, **narrow: str) -> str:
    return f"{reverse('journeys:index')}?{urlencode({'source': source.name} | narrow)}"


def _fitting(text: str, things: Iterable[Thing], named: Callable[[Thing], str]) -> list[Thing]:
    """Return the things with a word that begins so; of a longer text, without any, those that hold
    it at all. Who types CT does not mean the doctor."""
    held = [thing for thing in things if text.casefold() in named(thing).casefold()]
    begins = re.compile(rf"\b{re.escape(text)}", re.IGNORECASE)
    return [thing for thing in held if begins.search(named(thing))] or (
        held if len(text) >= WHOLE else []
    )


def _stages(text: str, *, by: Any) -> Iterator[Hit]:
    sources = list(journeys.sources(by=by))
    sites = {source.site_id for source in sources}
    named = Stage.objects.filter(site__in=sites)
    found = named.filter(name__icontains=text) | named.filter(label__icontains=text)
    stages = _fitting(text, found.order_by("name"), lambda stage: f"{stage.name} {stage.label}")
    for stage in stages[:MOST]:
        for source in sources:
            if source.site_id == stage.site_id and stage.name in _names(source, by=by):
                url = _list_of(source, stage=stage.name)
                yield Hit(url, str(stage), _("journeys of %(s)s") % {"s": source}, "milestone")


def _names(source: Source, *, by: Any) -> tuple[str, ...]:
    return journeys.spans(by=by, source=source.name).stages


def _sources(text: str, *, by: Any) -> Iterator[Hit]:
    for source in journeys.sources(by=by).filter(name__icontains=text)[:MOST]:
        yield Hit(_list_of(source), source.name, str(source.site), "database")


def _units(text: str, *, by: Any) -> Iterator[Hit]:
    sources = list(journeys.sources(by=by))
    named = Unit.objects.filter(site__in={source.site_id for source in sources})
    found = named.filter(name__icontains=text) | named.filter(code__icontains=text)
    units = _fitting(text, found.order_by("site", "code"), lambda unit: f"{unit.name} {unit.code}")
    for unit in units[:MOST]:
        for source in sources:
            if source.site_id == unit.site_id:
                url = _list_of(source, unit=unit.code)
                yield Hit(url, str(unit), _("journeys of %(s)s") % {"s": source}, "map-pin")


def _pages(text: str, *, by: Any) -> Iterator[Hit]:
    places = [place for _title, group in PLACES for place in group] + list(PERSONAL)
    for place in places:
        url = address(place.name)
        if url is None or (place.needs and not policies.may(by, place.needs)):
            continue
        if text.casefold() in str(place.label).casefold():
            yield Hit(url, str(place.label), "", place.icon)


def _definitions(text: str) -> Iterator[Hit]:
    url = address("bottlenecks:definitions")
    if url is None:
        return
    for found in _fitting(text, REGISTER, lambda definition: _(definition.title)):
        yield Hit(f"{url}{found.key}/", _(found.title), _(found.topic), "book-open-text")
