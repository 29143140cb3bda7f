"""My work: each kind of thing that waits, for who may act on it and for nobody else."""

from datetime import timedelta

import pytest

from carepath.accounts.roles import Role
from carepath.audit import actions as audit
from carepath.capacity import actions as moving
from carepath.frames.escalation import SHIPPED, canonical
from carepath.ingestion.models import Silence
from carepath.outcomes.models import RuleSet
from carepath.portal import queries
from carepath.protocols.models import Override
from tests import governed
from tests.capacity.actions.test_moving import bed, minutes, two, visit
from tests.capacity.actions.test_projecting import feed
from tests.factories import AT, ben, person, site
from tests.journeys.worlds import declared
from tests.protocols import worlds

pytestmark = pytest.mark.django_db(databases="__all__")


def waits(by, at=AT):
    return {heap.key: heap.n for heap in queries.my_work(by=by, at=at)}


def test_where_nothing_is_nothing_waits():
    for role in Role:
        assert queries.my_work(by=person(role.name.lower(), role.name), at=AT) == [], role
    assert queries.my_work(by=person("nobody"), at=AT) == []


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
    for heap in queries.my_work(by=hugo, at=AT):
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


def test_a_move_that_no_feed_tells_waits_after_two_hours_for_who_places_there():
    source, who = feed(), ben()
    two(source)
    (move,) = moving.leave(journey=visit("V1"), bed=bed("B1"), by=who, at=minutes(10))
    far = person("far", "BED_MANAGER", at_site="elsewhere")
    late = minutes(130)
    assert waits(who, late - timedelta(seconds=1)) == {}
    assert waits(who, late) == {"moves": 1}
    assert waits(far, late) == waits(person("cleo", "CLINICIAN"), late) == {}
    (heap,) = queries.my_work(by=who, at=late)
    assert heap.items[0].url == f"/capacity/moves/?site={source.site.slug}"
    assert "V1" not in heap.items[0].text and "B1" in heap.items[0].text
    moving.settle(move=move, by=who, at=late)
    assert waits(who, late) == {}
