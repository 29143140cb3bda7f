"""docs/demonstration.md, step by step, on a portal that started from nothing: last night, rewound.

Each step changes something that is seen, and its time is printed; `-s` shows them. The evening is
prepared before (`manage.py demo --scene evening`), as the page says.
"""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3
import pytest
from playwright.sync_api import expect

from carepath.frames.beds import OCCUPIED
from tests.running import ROOT, environment, eventually, manage, reading
from tests.stories.conftest import BUILT_WITHIN_S, jump

pytestmark = pytest.mark.browser
PAGE = (Path(__file__).resolve().parents[2] / "docs/demonstration.md").read_text()
MOST_S = float(os.environ.get("CAREPATH_DEMONSTRATION_S", "1500"))
"""Seconds for all steps; alone on a machine they take well under 360."""
UNIT = "Acute medical unit"
RENAMES = "UPDATE protocols_protocol SET name = name || '?' WHERE id = 1"
NAMED = "td:has-text('changed past the ledger')"


def told(words):
    """Return words of a page that the document names too."""
    assert words in PAGE, words
    return words


class Steps:
    """How long each step took."""

    def __init__(self):
        self.took = {}

    @contextmanager
    def __call__(self, name):
        assert f"**{name}**" in PAGE, name
        began = time.monotonic()
        yield
        self.took[name] = time.monotonic() - began
        print(f"{self.took[name]:6.1f} s  {name}")  # noqa: T201


def test_last_night_rewound(portal, page, picture):
    page.wait_for_selector("#answer", timeout=1000 * BUILT_WITHIN_S)
    page.goto("/now/")
    page.wait_for_selector("#demo-rate-1")
    if page.query_selector("#tour-end"):
        page.click("#tour-end")
    evening(portal.home)
    step = Steps()
    with step("Now"):
        now_says_that_beds_are_short(page, picture)
    with step("The unit"):
        the_unit(page, picture)
    with step("A patient who waits"):
        journey = who_waits(page)
    with step("The message"):
        the_message(page, journey, picture)
    with step("A bed moves"):
        a_bed_moves(page, portal.home, picture)
    with step("Two at night"):
        two_at_night(page, picture)
    with step("A decision, and what became of it"):
        promised_and_happened(page, picture)
    with step("A rule is tightened"):
        version = a_rule_is_tightened(page, picture)
    with step("Two signatures"):
        two_signatures(page, version)
    with step("In force, and 14 days later"):
        adherence_steps_up(page, version, picture)
    with step("Back"):
        rolled_back(page, version)
    with step("Nothing is lost"):
        nothing_is_lost(page, portal, picture)
    print(f"{sum(step.took.values()):6.1f} s  together")  # noqa: T201
    assert sum(step.took.values()) < MOST_S


def evening(home):
    done = subprocess.run(
        [sys.executable, "manage.py", "demo", "--scene", "evening"], cwd=ROOT,
        env=environment(home), capture_output=True, text=True, timeout=1500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def now_says_that_beds_are_short(page, picture):
    page.goto("/now/")
    said = page.inner_text("#answer")
    assert re.search(r"Beds are short by \w+ \d\d:\d\d, .+ % likely: ", said), said
    assert UNIT in said
    ahead = f"#tile-level:has-text('{told('in 8 h')}'):has-text('likely')"
    eventually(lambda: page.reload() and page.query_selector(ahead), within=240, every=2)
    picture(page, "demonstration-1-now")


def the_unit(page, picture):
    decision = f".no-decisions li:has-text('{UNIT}') >> text={told('Decide on it')}"
    eventually(lambda: page.reload() and page.query_selector(decision), within=120, every=2)
    page.click(decision)
    page.wait_for_selector("#unit-panel")
    expect(page.locator("#unit")).to_have_text(UNIT)
    expect(page.locator(".fo-advice", has_text=UNIT)).to_be_visible()
    picture(page, "demonstration-2-unit")


def who_waits(page):
    """The patient who came to wait last: what is known of them came message by message.

    While the beds are behind what has arrived, as on a busy machine, nobody is listed yet.
    """
    page.click(f"nav#nav >> text={told('Requests')}")
    page.wait_for_selector("h1")
    names = page.locator(".ca-requests tbody th a")
    eventually(lambda: names.count() or (page.reload() and 0), within=120, every=2)
    link = names.last
    short = link.inner_text()
    link.click()
    page.wait_for_url("**/journeys/*/**")
    assert "What happened" in page.inner_text("main")
    return short


def the_message(page, journey, picture):
    rows = page.locator("[data-row]:has-text(' stay')")
    for place in range(rows.count() - 1, -1, -1):
        rows.nth(place).focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-span]")
        found = page.locator(f"text={told('The raw record it came from')}")
        if found.count():
            break
        page.go_back()
        page.wait_for_selector("[data-row]")
    found.click()
    page.wait_for_selector("td.cp-mono:has-text('MSH|')")
    assert "ADT^A" in page.inner_text("table")
    picture(page, "demonstration-4-message", full=False)


def a_bed_moves(page, home, picture):
    """Somebody arrives in the bed that is kept for them: a terminal says so, and the board shows it
    within two seconds of the answer."""
    letter = eventually(lambda: a_letter(home), within=300, every=1)
    unit, bed = re.search(r"\rPV1\|1\|\|(\w+)\^\^([\w-]+)\|", letter.replace("\n", "\r")).groups()
    page.goto(f"/capacity/board/?unit={unit}")
    card = page.locator("li.ca-bed", has=page.locator(f"strong:text-is('{bed}')"))
    expect(card).not_to_have_attribute("data-state", OCCUPIED)
    sent = subprocess.run(
        [sys.executable, "manage.py", "send_hl7"], cwd=ROOT, env=environment(home),
        input=letter, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    began = time.monotonic()
    assert sent.stdout.startswith("AA A02"), sent.stdout + sent.stderr
    expect(card).to_have_attribute("data-state", OCCUPIED, timeout=60_000)
    print(f"{time.monotonic() - began:6.1f} s  from the answer to the board")  # noqa: T201
    picture(page, "demonstration-5-board", full=False)


def a_letter(home):
    done = manage("demo", "--letter", home=home)
    return done.stdout if done.returncode == 0 else ""


def two_at_night(page, picture):
    page.goto("/forecasts/?unit=AMU")
    chance = page.inner_text("tr[aria-current=true] .fo-chance")
    shown = page.locator(".cp-demo-clock time, .cp-demo-clock").first
    day = page.evaluate(
        "node => (node.getAttribute('datetime') || '').slice(0, 10)", shown.element_handle()
    )
    day = day or eventually(lambda: day_of(page), within=5)
    page.fill("input[name=known_at]", f"{day}T02:00")
    page.click(f"button:has-text('{told('Show')}')")
    page.wait_for_selector(f"text={told('What was known at')}")
    assert re.search(r"02:00", page.inner_text(".cp-note >> nth=0"))
    assert "01:5" in page.inner_text("section[aria-labelledby=vintage-title]")
    then = page.inner_text("tr[aria-current=true] .fo-chance")
    assert then != chance, "the night did not know what the afternoon knows"
    picture(page, "demonstration-6-night")


def day_of(page):
    """The day that the page's own forecast is for, as a field holds it."""
    found = page.locator("section[aria-labelledby=vintage-title] time").first
    return (found.get_attribute("datetime") or "")[:10]


def promised_and_happened(page, picture):
    page.goto("/forecasts/?unit=AMU")
    advice = page.locator(".fo-advice", has_text=UNIT)
    advice.locator("input[name=reason]").fill("a team from the day ward comes over")
    advice.get_by_role("button", name=told("Accept")).click()
    page.wait_for_selector(".fo-decided li:has-text('accepted')")
    address = page.get_attribute(".fo-decided li:has-text('accepted') a", "href")
    jump(page, told("+8 h"))
    page.goto(address)
    page.wait_for_selector(f"text={told('Promised and happened')}")
    expect(page.locator("#answer")).to_contain_text("Happened:")
    assert "so far" in page.inner_text("#answer")
    picture(page, "demonstration-7-promise")


def look_as(page, name):
    page.goto("/demo/personas/")
    page.click(f"li:has(strong:text-is('{name}')) button")
    page.wait_for_selector(f"text=You look as {name}")


def a_rule_is_tightened(page, picture):
    """A draft of the sepsis protocol: 45 minutes instead of 60, with what makes that possible."""
    look_as(page, told("Protocol owner Pia"))
    page.click(f"nav#nav >> text={told('Library')}")
    page.click("text=Sepsis (invented)")
    page.click(".pr-version a:has-text('v2')")
    branch = page.locator("form[action$='/branch/']")
    branch.locator("input[name=reason]").fill("45 minutes are within reach")
    branch.get_by_role("button", name="New draft from this").click()
    page.wait_for_url("**/edit/")
    page.fill("[name='rules-0-within_s']", "45")
    page.get_by_label("Why this change").fill("45 minutes are within reach")
    page.click(f"text={told('Save the draft')}")
    page.wait_for_url(re.compile(r"/v3/$"))
    page.wait_for_selector("#replay")
    picture(page, "demonstration-8-draft")
    for name in ("Nurse Nora", "Quality lead Quinn"):
        page.check(f"text={told(name)}")
    page.locator("form[action$='/review/']").get_by_label("Reason").fill("please read")
    page.click(f"main button:has-text('{told('Ask for review')}')")
    page.wait_for_selector("text=The review is asked for.")
    return re.search(r"(/protocols/\d+/v3/)", page.url).group(1)


def two_signatures(page, version):
    for name in ("Nurse Nora", "Quality lead Quinn"):
        look_as(page, name)
        page.goto(version)
        page.get_by_label("What your signature means").select_option("approved")
        page.locator("form[action$='/approve/']").get_by_label("Reason").fill("read, agreed")
        page.click(f"main button:has-text('{told('Sign')}')")
        page.wait_for_selector("text=Your signature is on this version.")


def adherence_steps_up(page, version, picture):
    look_as(page, "Protocol owner Pia")
    page.goto(version)
    form = page.locator("form[action$='/activate/']")
    form.get_by_label("Journeys under way").select_option("switch")
    form.get_by_label("What your signature means").select_option("activated")
    form.get_by_label("Reason").fill("agreed by two")
    form.get_by_role("button", name=told("Sign and bring into force")).click()
    page.wait_for_selector("text=It is in force at Invented hospital.")
    page.click("text=Be admin again")
    page.wait_for_selector(".cp-persona", state="detached")
    jump(page, told("+14 d"))
    eventually(lambda: stepped(page, picture), within=240, every=3)


def stepped(page, picture):
    """Whether the journeys since then meet the rule more often than those before."""
    page.goto(f"/protocols/adherence/?whom=all&rule=antibiotics&site=demo&{newest(page)}")
    around = page.locator("section[aria-labelledby=around-title] tbody tr")
    if around.count() != 2:
        return False
    before, since = (share(around.nth(place).inner_text()) for place in range(2))
    if since is None or before is None or since <= before + 10:
        return False
    picture(page, "demonstration-10-adherence")
    return True


def newest(page):
    """The version in force, as the page of adherence asks for it."""
    page.goto("/protocols/adherence/")
    chosen = page.locator("select[name=version] option", has_text="Sepsis").filter(has_text="v3")
    return f"version={chosen.first.get_attribute('value')}"


def share(text):
    found = re.search(r"(\d+)(?:\.\d)? %", text)
    return int(found.group(1)) if found else None


def rolled_back(page, version):
    page.goto(version.removesuffix("v3/"))
    page.locator("form[action$='/roll-back/'] input[name=reason]").first.fill("tried enough")
    page.click(f"text={told('Roll back')}")
    page.wait_for_selector("text=It is rolled back.")


def nothing_is_lost(page, portal, picture):
    """The worker is killed, and somebody writes past the portal: both show within a minute."""
    with reading(portal.home, {}) as ask:
        before = ask("SELECT count(*) FROM journeys_journey").fetchone()[0]
    killed = portal.pid("worker")
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: portal.pid("worker") not in (0, killed), within=60)
    with reading(portal.home, {}) as ask:
        assert ask("SELECT count(*) FROM journeys_journey").fetchone()[0] >= before
    with pytest.raises(pysqlite3.DatabaseError, match="never changes"):
        past(portal.home, "UPDATE forecasts_vintage SET staffed = 99")
    with pytest.raises(pysqlite3.DatabaseError):
        past(portal.home, RENAMES)
    without_guards(portal.home, RENAMES)
    page.goto("/audit/ledger/")
    eventually(lambda: page.reload() and page.query_selector(NAMED), within=60, every=1)
    picture(page, "demonstration-12-named", full=False)


def past(home, statement):
    """Write to the database as somebody with a shell does."""
    with closing(pysqlite3.connect(f"{home}/carepath.sqlite3", timeout=20)) as connection:
        connection.execute(statement)
        connection.commit()


def without_guards(home, statement):
    """The same by somebody who takes the triggers of the table away first."""
    mine = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    with closing(pysqlite3.connect(f"{home}/carepath.sqlite3", timeout=20)) as connection:
        for (name,) in connection.execute(mine, ["protocols_protocol"]).fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute(statement)
        connection.commit()
