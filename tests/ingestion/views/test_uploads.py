import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.audit.models import AccessRead
from carepath.frames.mapping import Target
from carepath.ingestion import actions
from carepath.ingestion.models import Message, Part
from tests.factories import AT, person, site
from tests.ingestion.worlds import LATER, MAPPING, draft, imported, log

pytestmark = pytest.mark.django_db(databases="__all__")


@pytest.fixture
def quality(client):
    site()
    user = person("quinn", "QUALITY_LEAD", at_site="north")
    client.force_login(user)
    return user


def text(answer):
    return " ".join(answer.content.decode().split())


def uploaded(client, content, name="ward.csv", slug="north"):
    file = SimpleUploadedFile(name, content.encode())
    return client.post("/imports/upload/", {"file": file, "site": slug})


def filled(page, **changes):
    """What a browser would send for the form as it stands, with a zone."""
    form = page.context["form"]
    data = {
        name: form[name].value() for name in form.fields if form[name].value() not in (None, "", [])
    }
    data.setdefault("timezone", "Europe/Amsterdam")
    data["stage"] = [row["stage"] for row in page.context["phases"]]
    data["phase"] = [row["phase"] for row in page.context["phases"]]
    return data | changes


def test_a_file_is_stored_and_its_mapping_shown(client, quality):
    answer = uploaded(client, log(cases=9))
    message = Message.objects.get()
    assert answer["Location"] == f"/imports/{message.pk}/mapping/"
    page = client.get(answer["Location"])
    assert page.context["form"]["case"].value() == "case"
    assert page.context["form"]["source"].value() == "ward"
    assert len(page.context["events"]) == 8
    assert "9 Feb" not in text(page)
    assert AccessRead.objects.get().count == 3


@pytest.mark.parametrize(("content", "words"), [("%PDF-1.7", "neither a table"), ("", "empty")])
def test_what_is_no_log_is_refused_with_a_sentence(client, quality, content, words):
    assert words in text(uploaded(client, content))
    assert not Part.objects.exists()


def test_the_site_must_be_one_where_this_person_imports(client, quality):
    site("south")
    assert "valid choice" in text(uploaded(client, log(), slug="south"))


def test_a_confirmed_mapping_starts_the_import(client, quality):
    message = draft(log(cases=9), name="ward.csv")
    page = client.get(f"/imports/{message.pk}/mapping/")
    data = filled(
        page,
        target_used=["0"],
        target_source=["Arrive"],
        target_target=["Triage"],
        target_minutes=["15"],
    )
    answer = client.post(f"/imports/{message.pk}/mapping/", data)
    assert answer["Location"] == f"/imports/{message.pk}/", answer.context["form"].errors
    actions.process_waiting(by="worker:test", at=LATER)
    message.refresh_from_db()
    assert (message.state, message.source.name) == ("processed", "ward")
    assert message.source.targets.get().within_s == 900
    assert message.site.stages.get(name="Arrive").confirmed


def test_nothing_starts_before_a_zone_is_chosen(client, quality):
    message = draft(log(cases=9))
    page = client.get(f"/imports/{message.pk}/mapping/")
    assert not page.context["form"]["timezone"].value()
    assert "Times stand here as in the file" in text(page)
    assert "zone of the site" in text(page)
    answer = client.post(f"/imports/{message.pk}/mapping/", filled(page) | {"timezone": ""})
    assert "Choose the zone of the clock" in text(answer)
    assert Message.objects.get().state == "draft"


def test_times_with_their_own_zone_need_no_choice(client, quality):
    message = draft("case,activity,time\n" + "1,A,2026-02-01T10:00:00+01:00\n" * 9)
    page = client.get(f"/imports/{message.pk}/mapping/")
    assert page.context["form"]["timezone"].value() == "Europe/Amsterdam"
    assert "The times carry their own zone" in text(page)


def test_some_times_without_a_zone_need_a_choice(client, quality):
    rows = "1,A,2026-02-01T10:00:00+01:00\n" * 9 + "1,B,2026-02-01T10:00:00\n"
    message = draft("case,activity,time\n" + rows)
    page = client.get(f"/imports/{message.pk}/mapping/")
    assert not page.context["form"]["timezone"].value()
    assert "Some times carry no time zone." in text(page)


def test_a_site_on_utc_is_no_hint(client, quality):
    site("north").delete()
    site("north", timezone="UTC")
    assert "zone of the site" not in text(client.get(f"/imports/{draft().pk}/mapping/"))


def test_the_next_export_is_read_as_the_last_one_was(client, quality):
    first = imported(log(cases=9), source="ward", phases={"Leave": "away"})
    message = draft(log(cases=12), name="export-2026-03.csv")
    page = client.get(f"/imports/{message.pk}/mapping/")
    form = page.context["form"]
    assert (form["source"].value(), form["mapping_name"].value()) == ("ward", "ward")
    assert form["timezone"].value() == "Europe/Amsterdam"
    assert "Filled in from “ward”, version 1." in text(page)
    assert "Choose the zone" not in text(page)
    assert f"/imports/{first.pk}/" in text(page)
    answer = client.post(f"/imports/{message.pk}/mapping/?saved=ward", filled(page))
    assert answer["Location"] == f"/imports/{message.pk}/"
    guessed = client.get(f"/imports/{draft(log(cases=13)).pk}/mapping/?saved=")
    assert guessed.context["form"]["source"].value() == "log"


def test_a_change_shows_at_once_how_it_is_read(client, quality):
    message = draft(log(cases=9))
    page = client.get(f"/imports/{message.pk}/mapping/")
    data = filled(page, timezone="America/New_York", activity="case")
    part = client.post(f"/imports/{message.pk}/mapping/", data, headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="preview"')
    assert "America/New_York" in text(part)
    assert Message.objects.get().state == "draft"


def test_a_mapping_that_cannot_read_the_file_says_why(client, quality):
    message = draft(log(cases=9))
    page = client.get(f"/imports/{message.pk}/mapping/")
    data = filled(page, time_format="dd/MM/yyyy")
    part = client.post(f"/imports/{message.pk}/mapping/", data, headers={"HX-Request": "true"})
    assert "cannot be used" in text(part)


def test_a_log_without_a_time_column_still_has_its_page(client, quality):
    message = draft("a,b\n" + "x,y\n" * 9)
    page = text(client.get(f"/imports/{message.pk}/mapping/"))
    assert "No column with times was found" in page
    answer = client.post(f"/imports/{message.pk}/mapping/", {"source": "log"})
    assert "The import was not started" in text(answer)


def test_a_saved_mapping_fills_the_form(client, quality):
    mapping = {**MAPPING.as_dict(), "targets": [Target("Arrive", "Leave", 600)]}
    actions.save_mapping(
        site=site(),
        name="ward",
        mapping=type(MAPPING)(
            **mapping | {"timezone": "UTC", "targets": tuple(mapping["targets"])}
        ),
        by="worker:test",
        at=AT,
    )
    message = draft(log(cases=9))
    page = client.get(f"/imports/{message.pk}/mapping/?saved=ward")
    assert page.context["form"]["timezone"].value() == "UTC"
    assert page.context["form"]["mapping_name"].value() == "ward"
    assert page.context["targets"][0]["used"]


def test_the_same_file_again_is_told_before_anything_starts(client, quality):
    first = imported(log(cases=9))
    page = text(client.get(f"/imports/{draft(log(cases=9)).pk}/mapping/"))
    assert "This very file came already" in page
    assert "changes nothing" in page
    assert f'href="/imports/{first.pk}/"' in page
    assert "came already" not in text(client.get(f"/imports/{draft(log(cases=8)).pk}/mapping/"))


def test_a_large_file_says_what_was_looked_at(client, quality):
    content = log(cases=30_000)
    page = text(client.get(f"/imports/{draft(content).pk}/mapping/"))
    assert "Only its first 1.0 MB was looked at so far" in page
    assert "looked at so far" not in text(client.get(f"/imports/{draft().pk}/mapping/"))


def test_the_same_file_again_leads_to_its_import(client, quality):
    answers = []
    for _ in range(2):
        message = draft(log(cases=9))
        page = client.get(f"/imports/{message.pk}/mapping/")
        answers.append(client.post(f"/imports/{message.pk}/mapping/", filled(page), follow=True))
    first = Message.objects.get()
    assert f"Import {first.pk}" in text(answers[1])
    assert "nothing changed" in text(answers[1])
    assert first.deliveries == 2


def test_a_source_of_another_site_is_refused_at_its_field(client, quality):
    imported(source="theirs", at_site=site("south"))
    message = draft(log(cases=9))
    page = client.get(f"/imports/{message.pk}/mapping/")
    answer = client.post(f"/imports/{message.pk}/mapping/", filled(page, source="theirs"))
    assert "another site" in str(answer.context["form"].errors["source"])


def test_a_started_import_has_no_mapping_page(client, quality):
    message = imported()
    answer = client.get(f"/imports/{message.pk}/mapping/")
    assert answer["Location"] == f"/imports/{message.pk}/"


def test_only_people_who_import_may_upload(client):
    site()
    client.force_login(person("rita", "READ_ONLY"))
    assert client.get("/imports/upload/").status_code == 403
    assert uploaded(client, log()).status_code == 403
    assert client.get(f"/imports/{draft().pk}/mapping/").status_code == 403
