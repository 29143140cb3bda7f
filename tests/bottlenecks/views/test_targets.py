import pytest
from django.test import Client

from carepath.journeys.models import Stage, Target
from tests.factories import person
from tests.journeys.actions.test_record import a_source, record
from tests.journeys.frames import event

pytestmark = pytest.mark.django_db(databases="__all__")
TARGET = {
    "source": "log",
    "from_stage": "Triage",
    "to_stage": "Doctor",
    "amount": "2",
    "unit": "3600",
    "reason": "agreed in the huddle",
}


@pytest.fixture
def source():
    found = a_source()
    record(found, event("A", "Triage", 0, 5), event("A", "Doctor", 9, 20))
    return found


def client(*roles, at_site=""):
    found = Client()
    found.force_login(person("ada", *roles, at_site=at_site))
    return found


def test_a_target_is_set_changed_and_dropped(source):
    ada = client("QUALITY_LEAD")
    text = ada.post("/bottlenecks/targets/set/", TARGET, follow=True).content.decode()
    assert "The target is set" in text
    assert "2 h" in text
    assert Target.objects.get().within_s == 7200
    ada.post("/bottlenecks/targets/set/", TARGET | {"amount": "30", "unit": "60"})
    assert Target.objects.get().within_s == 1800
    address = f"/bottlenecks/targets/{Target.objects.get().pk}/drop/"
    assert ada.post(address, {"reason": ""}).status_code == 422
    text = ada.post(address, {"reason": "not ours"}, follow=True).content.decode()
    assert "No target yet" in text
    assert not Target.objects.exists()
    again = ada.post(address, {"reason": "not ours"}, follow=True)
    assert (again.status_code, again.redirect_chain[0][1]) == (200, 302)
    assert "had been dropped already" in again.content.decode()
    assert ada.post("/bottlenecks/targets/999/drop/", {"reason": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "0"}, "greater than or equal to 1"),
        ({"from_stage": "Nowhere"}, "valid choice"),
        ({"reason": ""}, "required"),
        ({"amount": "99999", "unit": "86400"}, "at most ten years"),
    ],
)
def test_a_wrong_target_says_why_and_keeps_what_was_typed(source, change, words):
    response = client("QUALITY_LEAD").post("/bottlenecks/targets/set/", TARGET | change)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Target.objects.exists()


def test_phases_are_confirmed_together(source):
    ada = client("HOSPITAL_ADMINISTRATOR")
    text = ada.get("/bottlenecks/targets/?source=log").content.decode()
    assert "The phases of 2 stages wait" in text
    fields = {f"phase-{stage.pk}": "ward" for stage in Stage.objects.all()}
    values = {"source": "log", "reason": "walked the way"} | fields
    assert ada.post("/bottlenecks/stages/set/", values | {"reason": ""}).status_code == 422
    text = ada.post("/bottlenecks/stages/set/", values, follow=True).content.decode()
    assert "2 stages are set" in text
    assert set(Stage.objects.values_list("phase", "confirmed")) == {("ward", True)}


def test_a_longest_plausible_visit_is_typed_in_hours_and_counted_where_it_matters(source):
    ada = client("QUALITY_LEAD")
    doctor = Stage.objects.get(name="Doctor")
    fields = {f"phase-{stage.pk}": "department" for stage in Stage.objects.all()}
    values = {"source": "log", "reason": "walked the way"} | fields
    wrong = ada.post("/bottlenecks/stages/set/", values | {f"longest-{doctor.pk}": "0"})
    assert wrong.status_code == 422
    ada.post("/bottlenecks/stages/set/", values | {f"longest-{doctor.pk}": "0.1"})
    doctor.refresh_from_db()
    assert doctor.longest_s == 360
    text = ada.get("/bottlenecks/targets/?source=log").content.decode()
    assert 'value="0.1"' in text
    text = ada.get("/definitions/journey_length/?source=log").content.decode()
    assert "1 with a visit longer than is plausible" in text
    ada.post("/bottlenecks/stages/set/", values)
    doctor.refresh_from_db()
    assert doctor.longest_s is None


def test_who_may_only_look_sees_no_form_and_changes_nothing(source):
    nora = client("READ_ONLY")
    text = nora.get("/bottlenecks/targets/?source=log").content.decode()
    assert "Set a target" not in text
    assert nora.post("/bottlenecks/targets/set/", TARGET).status_code == 403
    assert nora.post("/bottlenecks/stages/set/", {"source": "log"}).status_code == 403
    assert not Target.objects.exists()


def test_a_target_of_another_site_is_not_there(source):
    ada = client("QUALITY_LEAD")
    ada.post("/bottlenecks/targets/set/", TARGET)
    south = Client()
    south.force_login(person("sue", "QUALITY_LEAD", at_site="south"))
    pk = Target.objects.get().pk
    assert south.post(f"/bottlenecks/targets/{pk}/drop/", {"reason": "mine"}).status_code == 404
    ada.post(f"/bottlenecks/targets/{pk}/drop/", {"reason": "not ours"})
    assert not Target.objects.exists()
    assert south.post(f"/bottlenecks/targets/{pk}/drop/", {"reason": "mine"}).status_code == 404
    assert south.post("/bottlenecks/targets/set/", TARGET).status_code == 404
    assert south.get("/bottlenecks/targets/?source=log").status_code == 404


def test_without_a_source_the_page_teaches_and_with_one_it_is_in_the_address(source):
    ada = client("QUALITY_LEAD")
    assert ada.get("/bottlenecks/targets/")["Location"] == "/bottlenecks/targets/?source=log"
    south = Client()
    south.force_login(person("sue", "QUALITY_LEAD", at_site="south"))
    assert "No source yet" in south.get("/bottlenecks/targets/").content.decode()
