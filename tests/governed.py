"""A few rows of every governed table, for tests that try each of them."""

from itertools import count

from carepath.accounts.models import Grant, Proposal, User
from carepath.audit.register import models_of
from carepath.ingestion.models import MappingVersion
from carepath.journeys.models import Source, Target
from tests.factories import AT, person, site

_numbers = count(1)


def _user():
    return User.objects.filter(username="held").first() or person("held")


def _grant(n):
    return Grant(user=_user(), role="AUDITOR", site=f"site-{n}", granted_at=AT, granted_by="x")


def _proposal(n):
    who = _user()
    return Proposal(
        user=who, role="AUDITOR", site=f"site-{n}", why="x", proposed_at=AT, proposed_by=who
    )


def _mapping(n):
    return MappingVersion(
        site=site(), name="log", version=n, content={"a": [n]}, created_at=AT, created_by="x"
    )


def _target(n):
    source = Source.objects.get_or_create(name="log", defaults={"site": site()})[0]
    return Target(source=source, from_stage=f"A{n}", to_stage="B", within_s=60)


ROWS = {Grant: _grant, Proposal: _proposal, MappingVersion: _mapping, Target: _target}
"""How a valid row of each governed model is made, not yet saved."""
CHANGED = {Grant: "granted_by", Proposal: "why", MappingVersion: "created_by", Target: "within_s"}
"""A column of each whose value may be any."""

GOVERNED = models_of("governed")


def a_row(model):
    """One more row, not saved yet."""
    return ROWS[model](next(_numbers))


def rows(model, number=3):
    """So many saved rows."""
    made = [a_row(model) for _ in range(number)]
    for row in made:
        row.save()
    return made


def another(model, row):
    """Give the row another value."""
    name = CHANGED[model]
    value = getattr(row, name)
    setattr(row, name, value + 1 if isinstance(value, int) else f"{value}y")
    return row
