"""A small hospital with weeks of history: a department, two wards with beds, one of them full."""

from datetime import timedelta
from random import Random

from carepath.frames.mapping import Mapping
from carepath.frames.spans import KINDS
from carepath.journeys import actions as journeys
from carepath.journeys.models import ChangeClock, Journey, Source, Span, Stage
from carepath.places import actions as places
from carepath.places.models import Bed, Unit
from tests.factories import AT, site

STAY, POINT = KINDS.index("stay"), KINDS.index("point")
HOUR = timedelta(hours=1)
BY_HOUR = [0.4] * 7 + [1.0, 1.6] + [1.8] * 10 + [1.2] * 3 + [0.8, 0.5]
"""Arrivals expected in each hour of the day."""
BEDS = {"W1": 13, "W2": 6}
LEVELS = (3, 4, "2", 3, None, 5, 4, 3, 2.0, 3, 4)
"""Of which acuity somebody is, each as likely; of some nobody says any."""


def hospital(weeks=3, *, until=AT, seed=1, slug="north", **fields):
    """The site, with everything known up to a moment; who lies in a ward then stays open."""
    where = site(slug, **fields)
    units = {
        code: Unit.objects.create(site=where, code=code, name=name)
        for code, name in (("ED", "Emergency"), ("W1", "Medicine"), ("W2", "Surgery"))
    }
    for code, number in BEDS.items():
        Bed.objects.bulk_create(
            Bed(unit=units[code], code=f"{code}-{n}", confirmed=True) for n in range(number)
        )
    source = journeys.declare_source(
        name=f"{slug} log", site=where, mapping=Mapping(case="c", activity="a", time="t"),
        intervals=True, by="test", at=AT,
    )  # fmt: skip
    stages = {
        name: Stage.objects.get_or_create(site=where, name=name)[0] for name in ("ED", "Ward")
    }
    told = list(visits(Random(seed), until - timedelta(weeks=weeks), until, units))
    _write(source, stages, told)
    return where


def visits(chance, since, until, units):
    """(opened, closed, stays) of each visit: stays are (unit, asked, start, end)."""
    hours = int((until - since) / HOUR)
    for hour in range(hours):
        for _ in range(_poisson(chance, BY_HOUR[(since + hour * HOUR).hour])):
            came = since + (hour + chance.random()) * HOUR
            left = came + chance.uniform(0.5, 5) * HOUR
            stays = [(units["ED"], came, came, left)]
            if chance.random() < 0.22:
                ward = units["W1" if chance.random() < 0.65 else "W2"]
                begin = left + chance.uniform(0, 1) * HOUR
                left = begin + chance.lognormvariate(3.9, 0.7) * HOUR
                stays.append((ward, begin - chance.uniform(0, 1) * HOUR, begin, left))
            yield came, left, [_known(stay, until) for stay in stays if stay[1] <= until]


def _known(stay, until):
    unit, asked, begin, end = stay
    begin = begin if begin <= until else None
    return unit, asked, begin, end if begin and end <= until else None


def _poisson(chance, mean):
    """Knuth's way: arrivals of an hour whose gaps are exponential."""
    count, gap = 0, chance.expovariate(mean)
    while gap < 1:
        count, gap = count + 1, gap + chance.expovariate(mean)
    return count


def _write(source, stages, told):
    clock = ChangeClock.objects.get_or_create(pk=1)[0]
    ChangeClock.objects.filter(pk=1).update(value=clock.value + 1)
    rows = Journey.objects.bulk_create(
        Journey(
            site=source.site, source=source, case_ref=f"c{n}", opened_at=opened,
            closed_at=closed if all(stay[3] for stay in stays) else None,
            closed_by="recorded" if all(stay[3] for stay in stays) else "",
            last_at=max(moment for stay in stays for moment in stay[1:] if moment),
            n_spans=len(stays), change=clock.value + 1, attributes=_acuity(n),
        )
        for n, (opened, closed, stays) in enumerate(told)
    )  # fmt: skip
    Span.objects.bulk_create(
        Span(
            journey=row, source=source, stage=stages["ED" if n == 0 else "Ward"], unit=unit,
            source_ref=f"{row.pk}.{n}".encode().ljust(16), kind=STAY, requested_at=asked,
            started_at=begin, ended_at=end, seq=n, precision=1, recorded_at=AT,
        )
        for row, (_opened, _closed, stays) in zip(rows, told, strict=True)
        for n, (unit, asked, begin, end) in enumerate(stays)
    )  # fmt: skip


def _acuity(number):
    level = Random(number).choice(LEVELS)
    return {"age": 50} | ({} if level is None else {"acuity": level})


def log_of(where):
    return Source.objects.get(site=where)


def with_holidays(slug="north", ahead=(1,), name="Spring Day", since=AT - 30 * 24 * HOUR):
    """The site of this slug, on which days so far from now are holidays of one name."""
    where = site(slug)
    days = {AT.date() + timedelta(days=each): name for each in ahead}
    places.declare_holidays(site=where, days=days, since=since, by="test", at=AT)
    return where
