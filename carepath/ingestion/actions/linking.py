"""What Patients say of who is who: a link `replaced-by` or `replaces` merges as a message A40 does.

Each version counts from when it came. A version that says a link for the first time merges, one
that leaves it out parts; the same link said again says nothing new, so what a person took back
stays taken back. A patient who goes by a new number is the same: where something was said of the
earlier one, that is a merge too.
"""

from collections.abc import Iterator, Sequence

from carepath.formats.fhir import content, people
from carepath.frames.identity import BECAME, PARTED, PERSON, Fact, Key
from carepath.frames.moments import to_us
from carepath.ingestion import queries
from carepath.ingestion.models import Link, Resource
from carepath.journeys.models import Source


def link(rows: Sequence[Resource], source: Source) -> set[str]:
    """Keep what these versions of Patients say of who is who; return the visits it concerns."""
    told = [row for row in rows if row.kind == "Patient"]
    concerned: set[str] = set()
    for row in told:
        found = list(_facts(row, source))
        Link.objects.bulk_create([_link(fact, row) for fact in found], ignore_conflicts=True)
        for fact in found:
            concerned |= queries.concerned([fact.one, fact.other], source=source)
            concerned |= queries.visits_of_people([fact.one, fact.other], source=source)
    return concerned


def _facts(row: Resource, source: Source) -> Iterator[Fact]:
    before = None
    if row.version > 1:
        before = queries.resource(source, "Patient", row.ident, row.version - 1)
    now, was = _pairs(row), set() if before is None else _pairs(before)
    numbers = queries.patients(source, {name for pair in now | was for name in pair})
    for verb, pairs in ((BECAME, now - was), (PARTED, was - now)):
        for one, other in sorted(pairs):
            yield _fact(verb, numbers.get(one, one), numbers.get(other, other), row)
    yield from _renamed(row, before, source, merged=bool(now - was))


def _pairs(row: Resource) -> set[tuple[str, str]]:
    return people.became(content.read(row.content.encode()), row.ident)


def _renamed(
    row: Resource, before: Resource | None, source: Source, *, merged: bool
) -> Iterator[Fact]:
    """Yield that the names of a patient that something was said of are the present number now.

    What an earlier name had become, the number has, unless this version says what it `merged` into.
    """
    names = {f"Patient/{row.ident}"} | ({queries.number_of(before)} if before else set())
    now = queries.number_of(row)
    for name in sorted(names - {now, ""}):
        key = Key(PERSON, name)
        if not now or not queries.is_said_of(key, source=source):
            continue
        groups = queries.groups_of({key}, source=source)
        root = groups[0][0].number if groups else name
        if root not in (name, now) and not merged:
            yield _fact(BECAME, now, root, row)
        yield _fact(BECAME, name, now, row)


def _fact(verb: str, one: str, other: str, row: Resource) -> Fact:
    at = to_us(row.recorded_at)
    return Fact(verb, Key(PERSON, one), Key(PERSON, other), occurred=at, written=at)


def _link(fact: Fact, row: Resource) -> Link:
    return Link(
        message_id=row.message_id,
        source_id=row.source_id,
        verb=fact.verb,
        kind=PERSON,
        one=fact.one.number,
        other_kind=PERSON,
        other=fact.other.number,
        occurred=fact.occurred,
        written=fact.written,
        digest=fact.digest,
    )
