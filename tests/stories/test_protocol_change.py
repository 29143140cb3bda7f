"""A one-dose change: the author types it, a reviewer reads what changed, comments and signs.

The reviewer's part takes at most two minutes and seven decisions; every page is clean for axe.
"""

import time

import pytest

from carepath.protocols import actions, queries
from carepath.protocols.models import Activation, Signature, Version
from carepath.ui import clock
from tests.journeys.frames import event
from tests.protocols import worlds
from tests.protocols.actions.test_following import happens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
MOST_SECONDS = 120


@pytest.fixture
def running():
    """A protocol in force in the north, its people, and a second draft that changes nothing yet."""
    return worlds.active(at=clock.now())


def draft_of(running):
    return actions.branch(
        protocol=running.protocol, parent=running.version, by=worlds.pia(), at=clock.now(),
        reason="dose too low",
    )  # fmt: skip


def address(version, more=""):
    return f"/protocols/{version.protocol_id}/v{version.number}/{more}"


def test_one_dose_is_changed_read_commented_and_signed(tab, accessible, picture, running):
    draft = draft_of(running)
    author = tab(worlds.pia(), proved=True)
    author.goto(address(draft, "edit/"))
    accessible(author)
    picture(author, "protocol-edit")
    author.get_by_label("Dose", exact=True).fill("7.5")
    author.get_by_label("Why this change").fill("dose too low")
    author.click("text=Save the draft")
    author.wait_for_url(lambda url: url.endswith(address(draft)))
    assert "dose of Drug A: 5 mg → 7.5 mg" in author.inner_text("main")
    author.check("text=Nora")
    author.locator("form[action$='/review/']").get_by_label("Reason").fill("please read")
    author.click("main button:has-text('Ask for review')")
    author.wait_for_selector("text=The review is asked for.")
    accessible(author)
    signed_by_nora(tab, accessible, picture, draft)


def signed_by_nora(tab, accessible, picture, draft):
    reviewer = tab(worlds.nora(), proved=True)
    began = time.monotonic()
    reviewer.goto("/protocols/reviews/")  # 1: what waits for me
    accessible(reviewer)
    reviewer.click(f"a[href='{address(draft)}']")  # 2: open it
    reviewer.wait_for_selector("text=dose of Drug A: 5 mg → 7.5 mg")
    reviewer.wait_for_selector("#replay")
    accessible(reviewer)
    picture(reviewer, "protocol-review")
    step = reviewer.locator("#step-treat")
    step.locator("summary").click()  # 3: say something about this step
    step.get_by_label("Comment").fill("Cultures first, please.")
    step.locator("text=Keep the comment").click()  # 4
    reviewer.wait_for_selector("text=The comment is kept.")
    reviewer.get_by_label("What your signature means").select_option("approved")  # 5
    reviewer.locator("form[action$='/approve/']").get_by_label("Reason").fill("agreed")  # 6
    reviewer.click("main button:has-text('Sign')")  # 7
    reviewer.wait_for_selector("text=Your signature is on this version.")
    assert time.monotonic() - began <= MOST_SECONDS
    one = Signature.objects.get(version=draft.pk)
    row = Version.objects.get(pk=draft.pk)
    assert (one.signer, one.content_sha256) == (worlds.nora(), row.sha256)
    assert list(queries.comments(row)) == ["steps/treat"]


def test_the_library_a_protocol_and_its_adherence_are_clean_wide_and_narrow(
    tab, accessible, picture, running
):
    for width, colours in ((1440, "light"), (390, "dark")):
        page = tab(worlds.pia(), width=width, colours=colours)
        for name, where in (
            ("library", "/protocols/"),
            ("protocol", f"/protocols/{running.protocol_id}/"),
            ("version", address(running.version)),
            ("compare", f"/protocols/{running.protocol_id}/compare/?from=1&to=1"),
            ("adherence", "/protocols/adherence/"),
            ("begin", "/protocols/new/"),
        ):
            page.goto(where)
            accessible(page)
            picture(page, f"protocols-{name}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_row_more_works_with_and_without_scripts(tab, running):
    draft = draft_of(running)
    for script in (True, False):
        page = tab(worlds.pia(), script=script)
        page.goto(address(draft, "edit/"))
        page.fill("[name='steps-0-gate']", "looked twice")
        page.locator("#rows-steps button[name=more]").click()
        page.wait_for_selector("[name='steps-3-action']")
        assert page.input_value("[name='steps-0-gate']") == "looked twice"


def test_it_is_rolled_back_in_one_action(tab, running):
    page = tab(worlds.nora())
    page.goto(f"/protocols/{running.protocol_id}/")
    page.get_by_label("Reason").fill("harm seen")
    page.click("text=Roll back")
    page.wait_for_selector("text=It is rolled back.")
    assert Activation.objects.get().ended == "rolled_back"


def test_verdicts_stand_on_the_adherence_page_and_beside_their_journey(
    tab, accessible, picture, figures
):
    running = worlds.active()
    happens(*(
        one for n in range(24) for one in (
            event(f"c{n}", "Sepsis flag", n * 600, n * 600),
            event(f"c{n}", "Antibiotics", n * 600 + 20 + 5 * n, n * 600 + 21 + 5 * n),
        )
    ))  # fmt: skip
    actions.follow(by="worker:sweep", at=clock.now())
    page = tab(worlds.nora())
    page.goto(f"/protocols/adherence/?version={running.version_id}&whom=all")
    figures(page)
    assert "satisfied in 9 of 24" in page.inner_text("#answer")
    accessible(page)
    picture(page, "protocols-adherence-data")
    page.click("tbody a.cp-mono >> nth=0")
    page.wait_for_selector("#protocols")
    assert "violated" in page.inner_text("#protocols")
    accessible(page)
    picture(page, "protocols-journey")
