"""Storing: many connections in one transaction, one by one where that fails."""

import asyncio

import pytest
from django.db import DatabaseError

from carepath.ingestion import actions, queries
from carepath.ingestion.mllp import storing
from carepath.ingestion.mllp.storing import Store
from carepath.ingestion.models import Message
from carepath.journeys.models import Source
from carepath.places.models import Site
from carepath.ui import clock
from tests.factories import AT, site
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db(transaction=True, databases="__all__")


def raw(number, unit="W1"):
    return adt("A01", 1, unit, visit=f"V{number}", control=f"c{number}", sent="20260302")


def stored(*groups):
    """What became of each group of messages, all brought at the same moment."""
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)

    async def bring():
        store = Store(feed, kind=queries.HL7)
        try:
            return await asyncio.gather(*(store.keep(group) for group in groups))
        finally:
            await store.close()

    return asyncio.run(bring())


def test_who_waits_goes_together(monkeypatch):
    sizes, real = [], actions.receive_all_hl7

    def seen(**words):
        sizes.append(len(words["raws"]))
        return real(**words)

    monkeypatch.setattr(storing.actions, "receive_all_hl7", seen)
    found = stored(*([raw(number)] for number in range(6)))
    assert sizes == [6]
    kept = dict(Message.objects.values_list("pk", "dedupe_key"))
    assert [kept[pk].split("|")[-1] for (pk,) in found] == [f"c{number}" for number in range(6)]


def test_one_that_cannot_be_stored_takes_no_other_with_it(monkeypatch):
    real = actions.receive_all_hl7

    def fails(**words):
        if raw(1) in words["raws"]:
            raise DatabaseError
        return real(**words)

    monkeypatch.setattr(storing.actions, "receive_all_hl7", fails)
    first, second, third = stored([raw(0)], [raw(1)], [raw(2)])
    assert isinstance(second[0], DatabaseError)
    assert set(Message.objects.values_list("pk", flat=True)) == {first[0], third[0]}


def test_the_same_bytes_twice_at_once_are_one_message():
    first, second = stored([raw(0), raw(0)], [raw(0)])
    assert first == [second[0], second[0]]
    assert Message.objects.get().deliveries == 3


def test_another_under_the_same_number_is_set_aside_once_however_often_it_comes():
    found = stored([raw(0), raw(0, "W2"), raw(0, "W2")])[0] + stored([raw(0, "W2")])[0]
    assert len(set(found)) == 2
    assert list(Message.objects.order_by("pk").values_list("reason_code", "deliveries")) == [
        ("", 1), ("control_id_reused", 3)
    ]  # fmt: skip


def test_what_comes_to_a_made_up_site_is_of_its_clock_as_it_is_now():
    feed = actions.declare_feed(name="adt", site=site(synthetic=True), by="test", at=AT)
    held = Source.objects.select_related("site").get(pk=feed.pk)
    Site.objects.update(clock_real=clock.now(), clock_shown=AT, clock_rate=0)

    async def bring():
        store = Store(held, kind=queries.HL7)
        await store.keep([raw(1)])
        await store.close()

    asyncio.run(bring())
    assert Message.objects.get().received_at == AT
