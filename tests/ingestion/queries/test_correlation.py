"""The cases around a change, how sources match, and who may look."""

import pytest

from carepath.frames.correlation import Rule, Rules
from carepath.ingestion import actions, queries
from carepath.ingestion.models import Correlated
from carepath.journeys.models import Journey
from tests.factories import AT, person, site
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
RULES = Rules(("a", "b"), (Rule("lab", visit="case"), Rule("x", patient=True)))


@pytest.fixture
def told():
    for name in ("a", "b", "lab", "x", "other"):
        source = declared(name, at_site=site())
        record(source, *(event(f"V{n}", "Step", n, n + 1, patient=f"p{n}") for n in range(1, 4)))
    return {(one.source.name, one.case_ref): one.pk for one in Journey.objects.all()}


def test_what_a_change_touches_and_nothing_else(told, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        found = queries.around([told["a", "V1"]], rules=RULES, site=site())
    named = {key for key, pk in told.items() if pk in found.decided}
    assert named >= {("a", "V1"), ("b", "V1"), ("x", "V1")}
    assert not {key for key in named if key[1] != "V1" or key[0] == "other"}


def test_how_sources_match_and_which_cases_did_not(told):
    actions.save_rules(site=site(), rules=RULES, reason="first", by="test", at=AT)
    assert queries.newest_rules(site()).version == 1
    assert list(queries.rule_versions(site())) == [queries.newest_rules(site())]
    record(declared("lab", at_site=site()), event("V9", "Step", 1, 2))
    while actions.correlate_changed(by="test", at=AT):
        pass
    found = {
        one.source.name: (one.n, one.unmatched, one.share) for one in queries.matched(site=site())
    }
    assert found == {"a": (3, 0, 0.0), "b": (3, 0, 0.0), "lab": (4, 1, 0.25), "x": (3, 0, 0.0)}
    assert queries.managed_matched(by=person("sam", "SYSTEM_ADMINISTRATOR")) == queries.matched(
        site=site()
    )
    elsewhere = person("sue", "SYSTEM_ADMINISTRATOR", at_site="south")
    assert queries.managed_matched(by=elsewhere) == []
    lab = Correlated.objects.filter(source__name="lab").first().source
    (alone,) = queries.correlated(source=lab, joined=False)
    assert alone.journey.case_ref == "V9"
    assert queries.correlated(source=lab, joined=True).count() == 3
    assert queries.apart([alone.journey_id]) == {}


def test_only_for_who_manages_feeds(told):
    actions.save_rules(site=site(), rules=RULES, reason="first", by="test", at=AT)
    while actions.correlate_changed(by="test", at=AT):
        pass
    one = Correlated.objects.first()
    sam, otto = person("sam", "SYSTEM_ADMINISTRATOR"), person("otto", "CLINICIAN")
    assert queries.rule_sites(by=sam).exists()
    assert not queries.rule_sites(by=otto).exists()
    for found in (
        queries.one_source(one.source_id, by=sam),
        queries.one_correlated(one.pk, by=sam),
    ):
        assert found.exists()
    assert not queries.one_source(one.source_id, by=otto).exists()
    assert not queries.one_correlated(one.pk, by=otto).exists()
