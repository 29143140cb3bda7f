"""Boards act before the feed does: what one person says is on everybody's board within seconds."""

from datetime import timedelta
from time import monotonic

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from carepath.capacity import actions
from carepath.capacity.models import Holding, Move
from carepath.frames.moves import TOLD
from carepath.places.models import Bed
from carepath.ui import clock
from tests.capacity.actions.test_moving import two, visit
from tests.capacity.actions.test_projecting import feed, send
from tests.factories import ben, nora
from tests.ingestion.messages import adt

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
AT_ONCE_S = 10
LOOKS = [(1440, "light"), (390, "light"), (1440, "dark")]


def card(page, code):
    return page.locator(f"#bed-{Bed.objects.get(code=code).pk}")


def test_a_move_is_on_every_board_at_once_and_the_message_changes_nothing(tab, accessible, picture):
    source = feed()
    two(source)
    mine, other = tab(ben(first_name="Ben", last_name="Smit")), tab(nora())
    address = reverse("capacity:board") + "?unit=W1"
    for page in (mine, other):
        page.goto(address)

    # By keyboard alone: open the bed's moves, and say that its patient left.
    card(mine, "B1").locator("summary", has_text="Move").focus()
    mine.keyboard.press("Enter")
    card(mine, "B1").get_by_role("button", name="Gone").focus()
    began = monotonic()
    mine.keyboard.press("Enter")
    card(other, "B1").get_by_text("awaiting feed").wait_for(timeout=AT_ONCE_S * 1000)
    assert monotonic() - began < AT_ONCE_S
    assert "to be cleaned" in card(other, "B1").inner_text()

    # Into the free bed, found by the beginning of the id; then change beds with the other.
    card(mine, "B3").locator("summary", has_text="Move").click()
    card(mine, "B3").get_by_label("Patient").fill(visit("V1").short)
    # What is being written stays while the board changes under it.
    send(source, adt("A01", 0, "W1", visit="V9", bed="B9", control="meanwhile"))
    mine.locator(".ca-bed", has_text="B9").wait_for(timeout=AT_ONCE_S * 1000)
    expect(card(mine, "B3").get_by_label("Patient")).to_have_value(visit("V1").short)
    card(mine, "B3").get_by_role("button", name="Arrived").click()
    card(mine, "B3").locator("summary", has_text="Move").click()
    card(mine, "B3").get_by_label("Changed beds with").fill(visit("V2").short)
    card(mine, "B3").get_by_role("button", name="Swap").click()
    assert visit("V2").short in card(mine, "B3").inner_text()

    # What holds a patient up, when they leave, and that nobody reads who it is: by keyboard.
    plan = card(mine, "B9")
    for field, value, button in (
        ("Who sees to it", "Ward desk", "Add barrier"),
        ("Expected to leave", "2026-03-02T14:30", "Mark for discharge"),
        ("Expected to leave", "", "Hide who it is"),
    ):
        plan.locator("summary", has_text="Plan").focus()
        mine.keyboard.press("Enter")
        plan.get_by_label(field).fill(value)
        plan.get_by_role("button", name=button).focus()
        mine.keyboard.press("Enter")
    expect(card(other, "B9")).to_contain_text("private", timeout=AT_ONCE_S * 1000)
    expect(card(other, "B9")).to_contain_text("waits for transport: Ward desk")
    assert visit("V9").short not in other.locator("#board").inner_text()
    plan.locator("summary", has_text="Plan").click()
    look(mine, accessible, picture, "board")

    # One click takes the swap back, of both.
    card(mine, "B2").get_by_role("button", name="Undo").click()
    assert visit("V1").short in card(mine, "B3").inner_text()
    assert visit("V2").short in card(mine, "B2").inner_text()

    # What no message comes for is listed after two hours; then one does, and nothing moves.
    said = Move.objects.filter(undone_at=None)
    before = clock.now() - timedelta(hours=2)
    said.filter(kind="gone").update(recorded_at=before, happened_at=before)
    actions.project([visit("V1").pk])
    mine.goto(reverse("capacity:moves"))
    assert mine.get_by_text("Ask the ward").count() == 1
    look(mine, accessible, picture, "moves")
    held = list(Holding.objects.values_list("bed", "journey", "since", "until"))
    late = adt("A02", 0, "W1", visit="V1", bed="B3", control="late")
    send(source, late.replace(b"20260302090000", f"{clock.now():%Y%m%d%H%M%S}".encode()))
    assert set(said.values_list("standing", flat=True)) == {TOLD}
    assert list(Holding.objects.values_list("bed", "journey", "since", "until")) == held


def look(page, accessible, picture, name):
    for width, colours in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=colours)
        page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"moves-{name}-{width}-{colours}")
    page.set_viewport_size({"width": 1440, "height": 900})
