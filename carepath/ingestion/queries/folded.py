"""Visits as they are now: by their present number, with all that was told under the others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from carepath.analysis import joined_visits
from carepath.analysis.identity import Identities, identities
from carepath.frames.adt import Admission, Visit
from carepath.frames.identity import ACCOUNT, PERSON, VISIT, Fact, Key
from carepath.ingestion.models import Link, Parting, Told
from carepath.ingestion.queries import visits
from carepath.ingestion.queries.resources import encounters_of
from carepath.journeys.models import Source


@dataclass(frozen=True, slots=True)
class Folded:
    """A visit: its present number, the others it was told of under, whose it is, and what is so."""

    name: str
    others: tuple[str, ...]
    patient: str
    visit: Visit


def folded(
    numbers: Iterable[str], *, source: Source, known_at: datetime | None = None
) -> list[Folded]:
    """Return the visits these numbers mean, by name, as known then (None = now)."""
    asked = {Key(VISIT, number) for number in numbers}
    found = _facts(asked, source, known_at)
    known = _who(found, source, known_at)
    groups = {known.group(key) for key in asked}
    members = {key.number for group in groups for key in group}
    told = visits.told_of_all(members, source=source, known_at=known_at)
    named = {Key(PERSON, one.patient) for events in told.values() for one in events}
    named |= {Key(ACCOUNT, one.account) for events in told.values() for one in events}
    more = _facts(named, source, known_at)
    if more:
        known = _who(found | more, source, known_at)
    return [_one(group, told, known) for group in sorted(groups)]


def every_visit(*, source: Source, known_at: datetime | None = None) -> list[Folded]:
    """Return all visits of a feed, by name, as known then (None = now)."""
    told = visits.told_of_every(source=source, known_at=known_at)
    rows = _known_by(Link.objects.filter(source=source), known_at)
    known = _who({row.digest: row.fact for row in rows}, source, known_at)
    groups = {known.group(Key(VISIT, number)) for number in told}
    return [_one(group, told, known) for group in sorted(groups)]


def concerned(keys: Collection[Key], *, source: Source) -> set[str]:
    """Return the numbers of visits that these numbers, or any they lead to, speak of."""
    every = set(keys)
    for fact in _facts(every, source, None).values():
        every |= {key for key in (fact.one, fact.other) if key is not None}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for key in every:
        by_kind[key.kind].append(key.number)
    rows = Told.objects.filter(source=source).filter(
        Q(patient__in=by_kind[PERSON]) | Q(account__in=by_kind[ACCOUNT])
    )
    return set(by_kind[VISIT]) | set(rows.values_list("visit", flat=True).distinct())


def visits_of_people(keys: Collection[Key], *, source: Source) -> set[str]:
    """Return the visits that Encounters tell of these patients, by whatever number they go."""
    names = {key.number for group in groups_of(keys, source=source) for key in group}
    return encounters_of(source, names | {key.number for key in keys})


def is_said_of(key: Key, *, source: Source) -> bool:
    """Return whether anything is said of who this is."""
    said = Q(kind=key.kind, one=key.number) | Q(other_kind=key.kind, other=key.number)
    return Link.objects.filter(said, source=source).exists()


def _one(
    group: Sequence[Key], told: Mapping[str, Sequence[Admission]], known: Identities
) -> Folded:
    name, *others = (key.number for key in group)
    events = [one for key in group for one in told.get(key.number, ()) if not _gone(one, known)]
    last = max(events, key=lambda one: (bool(one.patient), *_moment(one)), default=None)
    accounts = [one for one in events if one.account]
    account = max(accounts, key=_moment).account if accounts else ""
    return Folded(
        name,
        tuple(others),
        known.person(name, patient=last.patient, account=account) if last else "",
        joined_visits.fold(events, name=name, joined=known.joined(name)),
    )


def _moment(one: Admission) -> tuple[int, int, str]:
    return one.occurred, one.written, one.digest


def _gone(one: Admission, known: Identities) -> bool:
    """Return whether it was told of a patient who was deleted afterwards."""
    deleted = known.deleted(one.visit, patient=one.patient, account=one.account)
    return deleted is not None and one.written <= deleted


def _facts(keys: Collection[Key], source: Source, known_at: datetime | None) -> dict[str, Fact]:
    """Return digest -> fact of all that is said of these numbers and of those they lead to."""
    found: dict[str, Fact] = {}
    seen, front = set(keys), set(keys)
    while front:
        numbers = sorted({key.number for key in front if key.number})
        rows = Link.objects.filter(source=source).filter(Q(one__in=numbers) | Q(other__in=numbers))
        facts = [row.fact for row in _known_by(rows, known_at)]
        front = set()
        for fact in facts:
            ends = {key for key in (fact.one, fact.other) if key is not None}
            if ends & seen:
                found[_earlier(fact, found).digest] = _earlier(fact, found)
                front |= ends - seen
        seen |= front
    return found


def _earlier(fact: Fact, found: Mapping[str, Fact]) -> Fact:
    held = found.get(fact.digest, fact)
    return min(held, fact, key=lambda one: (one.written, one.control))


def _known_by(rows, known_at: datetime | None):
    return rows if known_at is None else rows.filter(message__received_at__lte=known_at)


def _who(facts: Mapping[str, Fact], source: Source, known_at: datetime | None) -> Identities:
    if not facts:
        return Identities()
    undone = Parting.objects.filter(source=source, digest__in=list(facts))
    undone = undone if known_at is None else undone.filter(made_at__lte=known_at)
    return identities(facts.values(), undone=set(undone.values_list("digest", flat=True)))


def groups_of(keys: Collection[Key], *, source: Source) -> list[tuple[Key, ...]]:
    """Return the groups of these numbers, of those that have any other; its name comes first."""
    found = _facts(keys, source, None)
    known = _who(found, source, None)
    return sorted({known.group(key) for key in keys} if found else ())
