"""One version on the screen: read, edited by rows, commented, asked about, brought up to date."""

import pytest

from carepath.audit import actions as audit
from carepath.journeys.models import Journey
from carepath.protocols import actions, queries
from carepath.protocols.models import Version
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.views.pages import signed_in, text, typed, where
from tests.protocols.worlds import (
    active,
    again,
    amended,
    approve,
    draft,
    in_review,
    nora,
    pia,
    quinn,
    somebody,
)

pytestmark = pytest.mark.django_db(databases="__all__")


def test_a_version_is_shown_as_clinicians_see_it():
    version = in_review()
    page = text(signed_in(nora()).get(where("version", version)))
    for said in (
        "Give antibiotics", "Drug A 5 mg", "at most 10 mg", "Antibiotics within 1 h after",
        "Known allergy to drug A", "An invented guideline, 2026", "in review",
        "2 more approvals", "No dose is above its limit",
    ):  # fmt: skip
        assert said in page, said


def test_an_outsider_of_the_site_finds_nothing():
    version = draft()
    south = somebody("south", "CLINICIAN", at_site="south")
    for name in ("version", "replay"):
        assert signed_in(south).get(where(name, version)).status_code == 404


def test_a_dose_is_changed_by_typing_and_nothing_else_changes():
    version = draft()
    client = signed_in(pia())
    answer = client.post(
        where("edit", version), typed(client, version, **{"doses-0-amount": "7.50"})
    )
    assert answer.status_code == 302
    assert again(version).document == with_row(SEPSIS, "doses", "first", amount="7.5")
    second = again(version)
    assert client.post(where("edit", second), typed(client, second)).status_code == 302
    assert again(version).edition == 2


def test_rows_are_added_moved_and_removed():
    version = draft()
    client = signed_in(pia())
    data = typed(client, version)
    data["steps-TOTAL_FORMS"] = 4
    data |= {
        "steps-3-action": "Hand over", "steps-3-role": "CLINICIAN", "steps-3-ORDER": "2",
        "steps-2-next": "4", "steps-0-ORDER": "3", "measures-0-DELETE": "on",
    }  # fmt: skip
    assert client.post(where("edit", version), data).status_code == 302
    found = again(version).document
    assert [step.id for step in found.steps] == ["lactate", "steps-1", "flag", "treat"]
    assert found.steps[3].next == ("steps-1",)
    assert found.measures == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"head-reason": ""}, "This field is required."),
        ({"steps-0-next": "two"}, "“two” is not a number of a row"),
        ({"steps-0-next": "9"}, "Row 9 is not there."),
        ({"rules-0-within_s": "-5"}, "greater than or equal to 0"),
        ({"head-review_on": "soon"}, "Enter a valid date."),
        ({"head-owners": "WIZARD"}, "WIZARD is not one of the available choices"),
    ],
)
def test_what_cannot_be_read_is_said_where_it_stands_and_nothing_is_saved(changes, said):
    version = draft()
    client = signed_in(pia())
    answer = client.post(where("edit", version), typed(client, version, **changes))
    assert answer.status_code == 422
    assert said in text(answer)
    assert again(version).edition == 1


def test_of_two_who_edit_at_once_the_second_keeps_what_was_typed():
    version = draft()
    client = signed_in(pia())
    data = typed(client, version, **{"head-title": "My long work"})
    actions.save(
        version=version, edition=1, document=with_row(SEPSIS, "doses", "first", amount="6"),
        by=quinn(), at=AT, reason="x",
    )  # fmt: skip
    answer = client.post(where("edit", version), data)
    assert answer.status_code == 409
    assert "Somebody else saved this draft meanwhile" in text(answer)
    assert "My long work" in text(answer)
    assert again(version).document.title == SEPSIS.title


def test_a_row_more_and_a_preview_save_nothing():
    version = draft()
    client = signed_in(pia())
    data = typed(client, version, **{"head-title": "Changed", "more": "steps"})
    del data["save"]
    page = text(client.post(where("edit", version), data))
    assert 'name="steps-3-action"' in page and "Changed" in page
    del data["more"]
    page = text(client.post(where("edit", version), data | {"preview": "1"}))
    assert "As clinicians would see it (not saved)" in page
    assert again(version).edition == 1


def test_what_is_in_review_by_others_is_not_edited_by_a_clinician():
    version = draft()
    assert signed_in(nora()).get(where("edit", version)).status_code == 403


def test_the_changes_are_said_in_words():
    running = active()
    second = actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="dose",
        document=with_row(SEPSIS, "doses", "first", amount="7.5"),
    )  # fmt: skip
    page = text(signed_in(nora()).get(where("version", second)))
    assert "What changes from v1" in page
    assert "dose of Drug A: 5 mg → 7.5 mg" in page


def test_a_comment_stands_at_its_step():
    version = in_review()
    client = signed_in(nora())
    where_to = where("comment", version)
    client.post(where_to, {"place": "steps/treat", "text": "Why not sooner?"})
    answer = client.post(where_to, {"place": "steps/none", "text": "x"}, follow=True)
    assert "no such step" in text(answer)
    assert "Why not sooner?" in text(client.get(where("version", version)))
    assert list(queries.comments(version)) == ["steps/treat"]


def test_review_is_asked_for_and_sent_back():
    version = draft()
    client = signed_in(pia())
    page = client.post(
        where("ask_review", version), {"reviewers": [str(nora().pk)], "reason": "please"},
        follow=True,
    )  # fmt: skip
    assert "The review is asked for." in text(page)
    assert again(version).state == "in_review"
    page = signed_in(nora()).post(where("send_back", version), {"reason": "why"}, follow=True)
    assert "It is a draft again." in text(page)
    page = client.post(where("withdraw", version), {}, follow=True)
    assert "Reason: This field is required." in text(page)
    client.post(where("withdraw", version), {"reason": "no use"})
    assert again(version).state == "withdrawn"


def test_failing_checks_stand_on_the_page_and_stop_the_review():
    version = draft(with_row(SEPSIS, "doses", "first", amount="50"))
    client = signed_in(pia())
    assert "Drug A: 50 mg is more than the limit of 10 mg." in text(
        client.get(where("version", version))
    )
    page = client.post(where("ask_review", version), {"reason": "please"}, follow=True)
    assert "Required checks fail: No dose is above its limit." in text(page)


def test_a_branch_leads_to_its_editor():
    version = in_review()
    answer = signed_in(pia()).post(where("branch", version), {"reason": "another way"})
    assert answer["Location"] == where("edit", Version.objects.get(number=2))


def test_a_conflict_is_shown_and_decided():
    running = active()
    mine = actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="mine",
        document=with_row(SEPSIS, "doses", "first", amount="6"),
    )  # fmt: skip
    amended(running)
    client = signed_in(pia())
    assert "Bring up to date with v3" in text(client.get(where("version", mine)))
    page = text(client.get(where("rebase", mine)))
    assert "1 conflict with v3" in page and "6 mg" in page and "7.5 mg" in page
    page = client.post(where("rebase", mine), {"edition": "1"}, follow=True)
    assert "Decide every conflict first" in text(page)
    client.post(where("rebase", mine), {"edition": "1", "answer:doses/first/amount": "ours"})
    found = again(mine)
    assert (found.parent.number, found.document.doses[0].amount) == (3, "6")
    assert client.get(where("rebase", mine))["Location"] == where("version", mine)


def test_the_reviews_that_wait_are_listed_with_what_is_missing():
    version = in_review()
    approve(version, nora())
    page = text(signed_in(quinn()).get("/protocols/reviews/"))
    assert "1 version waits for review." in page
    assert "1 more approval, a protocol owner or quality lead among them" in page
    assert "Nothing waits for review" in text(
        signed_in(somebody("south", "QUALITY_LEAD", at_site="south")).get("/protocols/reviews/")
    )


def test_journeys_for_which_a_clinician_decides_are_listed_until_somebody_did():
    first = active()
    happens(event("a", "Sepsis flag", 10, 10), event("b", "Triage", 10, 12))
    follow()
    second = amended(first)
    with audit.acting_as("test", at=AT, why="declared"):
        second.under_way = "clinician"
        second.save()
    journey = Journey.objects.get(case_ref="a")
    client = signed_in(nora())
    page = text(client.get("/protocols/reviews/"))
    assert "Journeys for which a clinician decides" in page and journey.short in page
    assert list(queries.to_decide(by=somebody("s", "CLINICIAN", at_site="south"))) == []
    (row,) = queries.to_decide(by=nora())
    actions.switch_one(assignment=row, by=nora(), at=AT, reason="better")
    assert "Journeys for which" not in text(client.get("/protocols/reviews/"))


def test_altered_content_is_shown_as_altered():
    version = in_review()
    with audit.acting_as("test", at=AT, why="tamper"):
        Version.objects.update(content=version.content.replace('"5"', '"50"'))
    page = text(signed_in(nora()).get(where("version", version)))
    assert "somebody altered it" in page


def test_each_version_that_waits_costs_a_few_questions(django_assert_max_num_queries):
    for n in range(4):
        in_review(name=f"Protocol {n}")
    browser = signed_in(quinn())
    browser.get("/protocols/reviews/")
    with django_assert_max_num_queries(16 + 4 * 9):
        browser.get("/protocols/reviews/")


def test_a_page_asks_the_database_no_more_often_with_more_rows(django_assert_max_num_queries):
    version = in_review()
    client = signed_in(nora())
    client.get(where("version", version))
    with django_assert_max_num_queries(45):
        client.get(where("version", version))


def test_the_replay_is_shown_as_it_was_stored_and_never_run_by_the_page():
    version = in_review()
    client = signed_in(nora())
    page = text(client.get(where("version", version)))
    assert "Replay over the last quarter" in page and "required" in page and "stale" in page
    assert "it runs in the background" in text(client.get(where("replay", version)))
    actions.run_replays(by="worker:sweep", at=AT)
    page = text(client.get(where("replay", version)))
    assert "0 would have been eligible" in page
    assert f"Content {version.sha256[:8]}" in page
    assert "it runs in the background" not in page
    assert f"content {version.sha256[:8]} over 0 journeys" in text(
        client.get(where("version", version))
    )
