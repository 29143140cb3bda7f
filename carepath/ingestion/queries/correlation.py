"""Which cases are part of which visit: the rules, the cases around a change, and how it stands."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet

from carepath.accounts.permissions import Permission
from carepath.frames import correlation
from carepath.frames.correlation import CASE, UNMATCHED, Case, Rules
from carepath.frames.identity import VISIT, Key
from carepath.frames.moments import to_us
from carepath.ingestion.models import Apart, Correlated, CorrelationRules
from carepath.ingestion.queries.folded import groups_of
from carepath.journeys.models import Journey, Source
from carepath.places.models import Site


@dataclass(frozen=True, slots=True)
class Around:
    """The cases of a site around a change: all that decide, and those to be decided."""

    cases: list[Case]
    decided: frozenset[int]
    named: dict[int, str]
    """Case -> the number it names, as it stands in its source."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How the cases of one source stand: how many there are, and how many found no visit."""

    source: Source
    n: int
    unmatched: int

    @property
    def share(self) -> float:
        """Return the unmatched share, 0 of none."""
        return self.unmatched / self.n if self.n else 0.0


def newest_rules(site: Site) -> CorrelationRules | None:
    """Return the rules in force at a site, None if it has none."""
    return CorrelationRules.objects.filter(site=site).order_by("-version").first()


def rule_versions(site: Site) -> QuerySet[CorrelationRules]:
    """Return every version of the rules of a site, newest first."""
    return CorrelationRules.objects.filter(site=site).order_by("-version")


def rule_sites(*, by: Any) -> QuerySet[Site]:
    """Return the sites whose rules this person may set, by name."""
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = Site.objects.order_by("name", "pk")
    return found if sites is None else found.filter(slug__in=sites)


def source_names(site: Site) -> list[str]:
    """Return the names of the sources of a site, by name."""
    return list(Source.objects.filter(site=site).order_by("name").values_list("name", flat=True))


def matched(*, site: Site) -> list[Matched]:
    """Return how the cases of each source of a site stand, by name of the source."""
    return _counted(Correlated.objects.filter(source__site=site))


def managed_matched(*, by: Any) -> list[Matched]:
    """Return the same for every site whose feeds this person manages."""
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = Correlated.objects.all()
    return _counted(found if sites is None else found.filter(source__site__slug__in=sites))


def _counted(found: QuerySet[Correlated]) -> list[Matched]:
    rows = found.filter(journey__n_spans__gt=0).order_by()
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for source, outcome, n in rows.values_list("source", "outcome").annotate(n=Count("pk")):
        counts[source][outcome] = n
    found = Source.objects.filter(pk__in=counts).order_by("name")
    return [_matched(source, counts[source.pk]) for source in found]


def _matched(source: Source, counts: dict[str, int]) -> Matched:
    return Matched(source, sum(counts.values()), sum(counts.get(one, 0) for one in UNMATCHED))


def correlated(*, source: Source, joined: bool) -> QuerySet[Correlated]:
    """Return the cases of a source that are part of a visit, or those that found none."""
    rows = Correlated.objects.filter(source=source, journey__n_spans__gt=0)
    outcomes = (correlation.BY_NUMBER, correlation.BY_PATIENT) if joined else UNMATCHED
    return rows.filter(outcome__in=outcomes).select_related("journey__joined_to")


def one_source(pk: int, *, by: Any) -> QuerySet[Source]:
    """Return the source of this key, if this person may manage feeds at its site."""
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = Source.objects.filter(pk=pk).select_related("site")
    return found if sites is None else found.filter(site__slug__in=sites)


def one_correlated(pk: int, *, by: Any) -> QuerySet[Correlated]:
    """Return what was found of one case, if this person may manage feeds at its site."""
    sites = by.sites_where(Permission.MANAGE_FEEDS)
    found = Correlated.objects.filter(pk=pk).select_related("journey", "source__site")
    return found if sites is None else found.filter(source__site__slug__in=sites)


def apart(keys: Collection[int]) -> dict[int, Apart]:
    """Return journey -> that a person took it apart, of these."""
    return {row.journey_id: row for row in Apart.objects.filter(journey__in=keys)}


def around(changed: Collection[int], *, rules: Rules, site: Site) -> Around:
    """Return the cases that these changed journeys may touch, and all that decide about them."""
    ruled = {rule.source: rule for rule in rules.rules}
    sources = {
        source.name: source
        for source in Source.objects.filter(site=site, name__in=[*rules.leading, *ruled])
    }
    leading = [sources[name] for name in rules.leading if name in sources]
    by_patient = [sources[name] for name, rule in ruled.items() if rule.patient and name in sources]
    mine = Journey.objects.filter(source__in=sources.values()).select_related("source")

    touched = list(mine.filter(pk__in=changed))
    numbers = _groups({_named(one, ruled) for one in touched}, leading)
    patients = {one.patient_id for one in touched}
    patients |= set(_leaders(leading, set(numbers)).values_list("patient", flat=True))
    patients.discard(None)
    found = Correlated.objects.filter(source__in=sources.values(), visit__in=[*numbers])
    also = Q(pk__in=found.values("journey")) | Q(pk__in=[one.pk for one in touched])
    also |= Q(source__in=by_patient, patient__in=patients)
    also |= Q(joined_to__in=[one.pk for one in touched])
    also |= Q(source__in=leading, case_ref__in=[*numbers])
    affected = list(mine.filter(also))

    named = {one.pk: _named(one, ruled) for one in affected}
    numbers |= _groups(set(named.values()), leading)
    patients |= {one.patient_id for one in affected if one.patient_id}
    leaders = set(_leaders(leading, set(numbers), patients).values_list("case_ref", flat=True))
    numbers |= _groups(leaders, leading)
    every = {one.pk: one for one in affected}
    homes = mine.filter(source__in=leading, case_ref__in={*numbers, *numbers.values()})
    every |= {one.pk: one for one in homes}
    cases = [
        replace(_case(one), visit=numbers.get(number, number))
        for one in every.values()
        if one.n_spans
        for number in [_named(one, ruled)]
    ]
    return Around(cases, frozenset(named), named)


def _leaders(
    leading: Iterable[Source], numbers: Collection[str], patients: Collection[int] = ()
) -> QuerySet[Journey]:
    found = Journey.objects.filter(source__in=leading, n_spans__gt=0)
    return found.filter(Q(case_ref__in=numbers) | Q(patient__in=patients))


def _named(one: Journey, ruled: dict) -> str:
    """Return the number of a visit that a case names, '' if none."""
    rule = ruled.get(one.source.name)
    if rule is None or rule.visit == CASE:
        return one.case_ref
    return str(one.attributes.get(rule.visit) or "")[:200] if rule.visit else ""


def _groups(numbers: Collection[str], leading: Iterable[Source]) -> dict[str, str]:
    """Return number -> the number it is known by now, of these and all that mean the same."""
    found = {number: number for number in numbers if number}
    for source in leading:
        for group in groups_of({Key(VISIT, number) for number in found}, source=source):
            found |= {key.number: group[0].number for key in group}
    return found


def _case(one: Journey) -> Case:
    return Case(
        key=one.pk,
        source=one.source.name,
        opened=to_us(one.opened_at),
        closed=None if one.closed_at is None else to_us(one.closed_at),
        patient=one.patient_id,
    )
