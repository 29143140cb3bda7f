"""My work: each kind of thing that waits, for who may act on it and for nobody else."""

import pytest

from carepath.accounts.roles import Role
from carepath.audit import actions as audit
from carepath.frames.escalation import SHIPPED, canonical
from carepath.ingestion.models import Silence
from carepath.outcomes.models import RuleSet
from carepath.portal import queries
from carepath.protocols.models import Override
from tests import governed
from tests.factories import AT, person, site
from tests.journeys.worlds import declared
from tests.protocols import worlds

pytestmark = pytest.mark.django_db(databases="__all__")


def waits(by):
    return {heap.key: heap.n for heap in queries.my_work(by=by)}


def test_where_nothing_is_nothing_waits():
    for role in Role:
        assert queries.my_work(by=person(role.name.lower(), role.name)) == [], role
    assert queries.my_work(by=person("nobody")) == []


def test_what_takes_two_waits_for_the_second_only():
    version = worlds.in_review()
    worlds.proposed()
    hana, hugo, quinn = worlds.hana(), worlds.hugo(), worlds.quinn()
    with audit.acting_as("test", at=AT, why="a world"):
        RuleSet(site=site(), number=1, content=canonical(SHIPPED), reason="x", proposed_at=AT,
                proposed_by=hana).save()  # fmt: skip
        override = governed.rows(Override, 1)[0]
    assert waits(worlds.pia()) == {}  # nobody approves what they changed
    assert waits(hana) == {}
    assert waits(hugo) == {"policies": 1, "rules": 1}
    assert waits(quinn) == {"reviews": 1, "rules": 1}
    assert waits(worlds.nora()) == {"overrides": 1, "reviews": 1}
    assert waits(override.asked_by) == {}
    assert waits(person("clinician", "CLINICIAN")) == {"overrides": 1}  # not named as reviewer
    worlds.approve(version, worlds.nora())
    assert waits(worlds.nora()) == {"overrides": 1}
    for heap in queries.my_work(by=hugo):
        assert heap.url.startswith("/") and len(heap.items) == heap.n
        assert all(item.text and item.url.startswith("/") for item in heap.items)


def test_feeds_wait_for_who_runs_them_at_their_site():
    source = declared("Feed")
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    here = person("sam", "SYSTEM_ADMINISTRATOR", at_site=source.site.slug)
    assert waits(here) == {"silences": 1}
    assert waits(person("far", "SYSTEM_ADMINISTRATOR", at_site="elsewhere")) == {}
    Silence.objects.update(settled_at=AT, settled_by="sam", settled_why="known")
    assert waits(here) == {}
