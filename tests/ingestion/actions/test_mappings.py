from dataclasses import replace

import pytest

from carepath.frames.mapping import Target, from_dict
from carepath.ingestion import actions
from carepath.ingestion.models import MappingVersion
from tests.factories import AT, site
from tests.ingestion.worlds import MAPPING

pytestmark = pytest.mark.django_db


def saved(mapping, name="ward"):
    return actions.save_mapping(site=site(), name=name, mapping=mapping, by="worker:test", at=AT)


def test_the_same_content_is_the_same_version():
    mapping = replace(MAPPING, targets=(Target("A", "B", 60),), phases={"A": "ward"})
    assert saved(mapping) == saved(mapping)
    assert MappingVersion.objects.count() == 1


def test_a_change_makes_a_new_version_and_keeps_the_earlier_one():
    first = saved(MAPPING)
    second = saved(replace(MAPPING, timezone="UTC"))
    assert (first.version, second.version) == (1, 2)
    assert from_dict(MappingVersion.objects.get(pk=first.pk).content) == MAPPING


def test_names_are_a_sites_own():
    first = saved(MAPPING)
    other = actions.save_mapping(
        site=site("south"), name="ward", mapping=MAPPING, by="worker:test", at=AT
    )
    assert (first.version, other.version) == (1, 1)
