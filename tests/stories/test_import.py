"""File to first finding, in the browser, on the real log: at most 3 minutes and 6 decisions."""

import gzip
import time

import pytest

from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.ui import clock
from tests.factories import person, site
from tests.ingestion.worlds import draft, imported, log

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


def work():
    while actions.process_waiting(by="worker:test", at=clock.now()):
        pass


def quality_lead():
    site()
    return person("quinn", "QUALITY_LEAD", at_site="north")


def test_from_a_file_to_the_first_true_finding(tab, shared, accessible, picture):
    page = tab(quality_lead())
    began, decisions = time.monotonic(), 0
    page.goto("/imports/")
    accessible(page)
    page.get_by_role("link", name="Upload an event log").first.click()
    accessible(page)
    page.get_by_label("CSV, TSV or XES").set_input_files(shared / "data/sepsis/sepsis.csv")
    decisions += 1  # which file
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_role("heading", name="How the file is read").wait_for()
    assert page.get_by_label("Case (one journey)").input_value() == "Case ID"
    assert page.get_by_label("Activity (stage)").input_value() == "Activity"
    assert page.get_by_label("Time zone of the clock").input_value() == ""
    assert page.get_by_label("Phase of Return ER").input_value() == "away"
    picture(page, "import mapping")
    accessible(page)
    page.get_by_role("button", name="Europe/Amsterdam zone of the site").click()
    decisions += 1  # which zone
    page.get_by_title("Europe/Amsterdam").first.wait_for()
    page.get_by_label("Use the target from ER Sepsis Triage to IV Antibiotics").check()
    decisions += 1  # which target
    page.get_by_role("button", name="Start the import").click()
    decisions += 1  # phases and columns are right
    page.get_by_role("heading", name="Import").first.wait_for()
    picture(page, "import waiting")
    accessible(page)
    work()
    page.get_by_role("heading", name="What was read").wait_for(timeout=10_000)
    assert "1,050 new journeys and 15,214 new spans" in page.locator("#answer").inner_text()
    picture(page, "import report")
    accessible(page)
    page.get_by_role("link", name="Where do the hours go?").click()
    finding = page.get_by_text("ER Sepsis Triage → IV Antibiotics").first
    finding.wait_for()
    assert time.monotonic() - began < 180
    assert decisions <= 6


def test_the_preview_follows_what_is_chosen(tab, tmp_path):
    log = tmp_path / "ward.csv"
    log.write_text(
        "visit,step,when,who\n"
        "1,Arrive,2026-02-01 09:00:00,Ann\n1,Leave,2026-02-01 10:00:00,Bob\n"
        "2,Arrive,2026-02-01 11:00:00,Ann\n2,Leave,2026-02-01 12:30:00,Bob\n"
    )
    page = tab(quality_lead())
    page.goto("/imports/upload/")
    page.get_by_label("CSV, TSV or XES").set_input_files(log)
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_label("Case (one journey)").select_option("visit")
    page.get_by_label("Activity (stage)").select_option("who")
    page.get_by_label("Time it ended").select_option("when")
    page.get_by_label("Phase of Ann").wait_for()
    page.get_by_label("Time zone of the clock").fill("America/New_York")
    page.get_by_label("Time zone of the clock").blur()
    page.get_by_title("America/New_York").first.wait_for()
    page.get_by_role("button", name="Delete the file").click()
    page.get_by_text("nothing was imported").wait_for()
    assert not Message.objects.exists()


def test_a_wrong_field_is_named_where_it_stands(tab, tmp_path, accessible):
    log = tmp_path / "ward.csv"
    log.write_text("case,activity,time\n1,Arrive,2026-02-01 09:00:00\n1,Go,2026-02-01 10:00:00\n")
    page = tab(quality_lead())
    page.goto("/imports/upload/")
    page.get_by_label("CSV, TSV or XES").set_input_files(log)
    page.get_by_role("button", name="Upload and look at it").click()
    page.get_by_label("Time zone of the clock").fill("Mars")
    page.get_by_role("button", name="Start the import").click()
    page.get_by_text("is not an IANA time zone").first.wait_for()
    accessible(page)
    assert Message.objects.get().state == "draft"


def sent(page, path):
    page.goto("/imports/upload/")
    page.get_by_label("CSV, TSV or XES").set_input_files(path)
    page.get_by_role("button", name="Upload and look at it").click()


def test_the_zone_is_decided_once_and_the_next_export_is_read_like_the_last(
    tab, tmp_path, accessible, picture
):
    first, longer = tmp_path / "ward.csv", tmp_path / "ward-march.csv"
    first.write_text(log(cases=9))
    longer.write_text(log(cases=12))
    page = tab(quality_lead())
    sent(page, first)
    page.get_by_role("button", name="Start the import").click()
    page.get_by_text("Choose the zone of the clock").first.wait_for()
    accessible(page)
    picture(page, "import without a zone")
    page.get_by_label("Time zone of the clock").fill("Europe/London")
    page.get_by_role("button", name="Start the import").click()
    page.get_by_role("button", name="Cancel this import").wait_for()
    work()
    page.get_by_role("heading", name="What was read").wait_for(timeout=10_000)
    sent(page, longer)
    page.get_by_text("Filled in from “ward”, version 1.").wait_for()
    assert page.get_by_label("Time zone of the clock").input_value() == "Europe/London"
    assert page.get_by_label("Name of the log").input_value() == "ward"
    accessible(page)
    picture(page, "import of the next export")
    page.get_by_role("button", name="Start the import").click()
    page.get_by_role("button", name="Cancel this import").wait_for()
    work()
    page.get_by_text("3 new journeys and 9 new spans").wait_for(timeout=10_000)
    sent(page, longer)
    page.get_by_text("This very file came already").wait_for()
    accessible(page)
    picture(page, "import of the same file")
    page.get_by_role("alert").or_(page.get_by_role("status")).get_by_role("link").click()
    page.get_by_role("heading", name="What was read").wait_for()


def test_a_cut_file_is_refused_at_the_door(tab, tmp_path, accessible):
    cut = tmp_path / "ward.csv.gz"
    cut.write_bytes(gzip.compress(log(cases=3_000).encode())[:-20])
    page = tab(quality_lead())
    sent(page, cut)
    page.get_by_text("The compressed file is damaged or cut off. Send it again.").wait_for()
    accessible(page)
    assert not Message.objects.exists()


def test_an_undone_file_comes_again_and_counts_as_new(tab, accessible, picture):
    message = imported(log(cases=10))
    actions.undo(message=message, reason="wrong ward", by="worker:test", at=clock.now())
    work()
    again = imported(log(cases=10))
    page = tab(quality_lead())
    page.goto(f"/imports/{again.pk}/")
    page.get_by_text("10 new journeys and 30 new spans").wait_for()
    page.goto(f"/imports/{message.pk}/")
    page.get_by_text("The reason given: wrong ward").wait_for()
    page.get_by_text("Taking back took").wait_for()
    accessible(page)
    picture(page, "import undone")


def test_a_file_set_aside_counts_what_it_lists(tab, accessible, picture):
    message = imported(log(cases=2) + "c1,Arrive,yesterday\n" * 10)
    page = tab(quality_lead())
    page.goto(f"/imports/{message.pk}/")
    page.get_by_text("10 of 16 rows cannot be used").wait_for()
    counts = page.get_by_role("region", name="What was read").inner_text()
    assert "Rejected\n10" in counts
    accessible(page)
    picture(page, "import set aside")


def test_an_import_is_undone_with_a_reason(tab, accessible):
    message = imported(log(cases=10) + "c1,Arrive,yesterday\n")
    page = tab(quality_lead())
    page.goto(f"/imports/{message.pk}/")
    accessible(page)
    page.get_by_role("link", name="Look at them").click()
    page.get_by_text("yesterday").wait_for()
    accessible(page)
    page.go_back()
    page.get_by_text("Undo this import").click()
    page.get_by_label("Reason", exact=True).fill("wrong ward")
    page.get_by_role("button", name="Undo the import").click()
    page.get_by_text("being taken back").first.wait_for()
    work()
    page.get_by_text("This import was undone").wait_for(timeout=10_000)
    page.goto("/imports/mappings/")
    page.get_by_role("heading", name="log").wait_for()
    accessible(page)
    page.goto("/imports/")
    page.get_by_text("undone").first.wait_for()


@pytest.mark.parametrize(("width", "colours"), [(390, "dark"), (390, "light"), (1440, "dark")])
def test_every_import_page_works_narrow_and_dark(tab, accessible, picture, width, colours):
    waiting = draft(log(cases=10), name="a-rather-long-name-of-an-export-2026-02.csv")
    message = imported(log(cases=10) + "c1,Arrive,yesterday\n")
    page = tab(quality_lead(), width=width, colours=colours)
    for path in (
        "",
        "upload/",
        "mappings/",
        f"{waiting.pk}/mapping/",
        f"{message.pk}/",
        f"{message.pk}/rejects/",
    ):
        page.goto(f"/imports/{path}")
        accessible(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, path
        picture(page, f"imports {path.replace('/', ' ')} {width} {colours}")
