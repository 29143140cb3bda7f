import pytest

from carepath.audit.actions import NoActor
from carepath.audit.models import Entry
from carepath.bottlenecks import actions
from carepath.journeys.models import Stage, Target
from tests.factories import AT, person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    found = a_source()
    record(found, event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    return found


def set_target(source, within_s=3600, by="test", reason="agreed"):
    return actions.set_target(
        source=source,
        from_stage="Triage",
        to_stage="Doctor",
        within_s=within_s,
        by=by,
        at=AT,
        reason=reason,
    )


def test_a_target_is_declared_changed_and_dropped_with_its_history(source):
    ada = person("ada", "QUALITY_LEAD")
    target = set_target(source, by=ada)
    assert set_target(source, 1800, by=ada).pk == target.pk
    actions.drop_target(target=Target.objects.get(), by=ada, at=AT, reason="no longer used")
    assert not Target.objects.exists()
    assert [
        entry.verb for entry in Entry.objects.filter(verb__startswith="target").order_by("pk")
    ] == [
        "target.set",
        "target.set",
        "target.dropped",
    ]
    history = Target.history.order_by("history_id")
    assert [row.within_s for row in history] == [3600, 1800, 1800]
    assert {row.history_user for row in history} == {ada}
    assert history.last().history_change_reason == "no longer used"


def test_the_same_target_again_changes_nothing(source):
    set_target(source)
    before = Entry.objects.count()
    set_target(source)
    assert Entry.objects.count() == before


def test_a_reason_is_needed(source):
    with pytest.raises(NoActor):
        set_target(source, reason="")
    assert not Target.objects.exists()


def test_phases_are_confirmed_once_and_changed_with_a_sentence(source):
    ada = person("ada", "QUALITY_LEAD")
    phases = {"Triage": "department", "Doctor": "ward", "Elsewhere": "away"}
    traits = {name: actions.Traits(phase) for name, phase in phases.items()}
    given = {"site": source.site, "traits": traits, "by": ada, "at": AT, "reason": "walked it"}
    assert actions.set_stages(**given) == 2
    assert actions.set_stages(**given) == 0
    assert dict(Stage.objects.values_list("name", "phase")) == {
        "Triage": "department",
        "Doctor": "ward",
    }
    assert all(Stage.objects.values_list("confirmed", flat=True))
    verbs = Entry.objects.filter(verb__startswith="stage").values_list("verb", flat=True)
    assert sorted(verbs) == ["stage.phase", "stage.phase_confirmed"]


def test_a_longest_plausible_visit_is_set_and_taken_away_with_a_sentence_each(source):
    given = {"site": source.site, "by": "test", "at": AT, "reason": "walked it"}
    actions.set_stages(traits={"Doctor": actions.Traits("department", 7200)}, **given)
    assert Stage.objects.get(name="Doctor").longest_s == 7200
    actions.set_stages(traits={"Doctor": actions.Traits("department")}, **given)
    assert Stage.objects.get(name="Doctor").longest_s is None
    found = Entry.objects.filter(verb="stage.limit").order_by("pk")
    assert [entry.detail["after"] for entry in found] == [7200, None]
