"""A live portal and a real Chromium that fails the test on whatever a person should never meet."""

import json
import os
import re
import shutil
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import sync_playwright

from carepath.ui import clock
from tests.running import Portal, empty_database

AXE = Axe()
BUILT_WITHIN_S = 900
"""Until a hospital is invented, or its clock has jumped; alone on a machine it takes about thirty,
beside other tests many times that."""
VIOLATIONS = """([within, rules]) => axe.run(within || document, {resultTypes: ['violations'],
  ...(rules && {runOnly: {type: 'rule', values: rules}})}).then((found) => found.violations)"""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium():
    """One browser for the run; absent = a skip, in CI a failure."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("No Chromium on PATH.")
    # Playwright's loop lives in this thread; the tests around it are plain synchronous Django.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=list(FLAGS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def tab(chromium, live_server):
    """Return a function that opens a tab for a person; its faults are checked at the end.

    `proved` = this person has just proved who they are; `script` False switches scripts off;
    `refusals` True = the story leads to pages that refuse (400, 422): browsers tell the console.
    """
    opened = []

    def open_tab(
        person=None,
        *,
        width=1440,
        height=900,
        colours="light",
        script=True,
        proved=False,
        refusals=False,
    ):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        if person is not None:
            context.add_cookies([_session_cookie(person, live_server.url, proved)])
        page = context.new_page()
        opened.append((context, Guard(page, live_server.url, refusals)))
        return page

    yield open_tab
    for context, guard in opened:
        context.close()
        guard.check()


@pytest.fixture
def portal(tmp_path):
    """A portal of its own that started from nothing, and invents its hospital."""
    patient = ("--stale-seconds", "120")  # beside other tests a part may be slow, not dead
    started = Portal(tmp_path / "home", *patient, CAREPATH_DEMO="on").ready(within=300)
    yield started
    started.stop()


@pytest.fixture
def page(chromium, portal):
    """The first page of that portal for who started it and has just signed in; its faults are
    checked at the end."""
    home = f"http://localhost:{portal.port}"
    context = chromium.new_context(
        base_url=home, viewport={"width": 1440, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(120_000)
    opened = context.new_page()
    guard = Guard(opened, home)
    _sign_in(opened, portal)
    yield opened
    context.close()
    guard.check()


def _sign_in(page, portal):
    name, password = re.search(r"Sign in as (\S+) with the password (\S+)", portal.text()).groups()
    page.goto("/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.click("main button[type=submit]")


def jump(page, button):
    """Let the clock of the invented hospital jump, by a button of its bar, until it has arrived."""
    page.click(f"#demo-bar >> text={button}")
    page.wait_for_selector("#demo-now progress")
    page.wait_for_selector("#demo-rate-1", timeout=1000 * BUILT_WITHIN_S)


class Guard:
    """Collects console errors, policy violations and requests that leave the machine."""

    def __init__(self, page, home, refusals=False):
        self.faults = []
        self.refusals = refusals
        self.home = urlsplit(home).netloc
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message):
        if self.refusals and re.search("status of (400|422)", message.text):
            return
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text}")

    def _asked(self, request):
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.home:
            self.faults.append(f"left the machine: {request.url}")

    def _answered(self, response):
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")

    def check(self):
        assert not self.faults, "\n".join(self.faults)


def _session_cookie(person, url, proved):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = django_settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if proved:
        proof = {"method": "password", "at": clock.now().timestamp()}
        session["account_authentication_methods"] = [proof]
    session.save()
    return {"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


@pytest.fixture
def accessible():
    """Return a function that fails with what axe finds on a page (WCAG 2.2 AA and more).

    `rules` names those that are asked and `within` the part that is looked at, None = all.
    """

    def check(page, rules=None, within=None):
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE.axe_script)
        found = page.evaluate(VIOLATIONS, [within, rules])
        lines = [
            f"{fault['id']} ({fault['impact']}): {fault['help']}\n    "
            + "\n    ".join(node["html"][:200] for node in fault["nodes"][:4])
            for fault in found
        ]
        assert not found, "\n".join(lines)

    return check


@pytest.fixture
def picture(request):
    """Return a function that keeps a picture of a page where CAREPATH_PICTURES names a folder."""
    folder = os.environ.get("CAREPATH_PICTURES")

    def take(page, name, *, full=True):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder, f"{name}.png"), full_page=full)

    return take


@pytest.fixture
def figures():
    """Return a function that waits until every figure of a page is drawn."""

    def wait(page):
        page.wait_for_selector("[data-figure]:not([data-drawn])", state="detached")
        return json.loads(page.evaluate("JSON.stringify(window.Plotly ? Plotly.version : null)"))

    return wait


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    """Return a function that makes a new, empty database: what a portal's surroundings name."""
    server = os.environ.get("TEST_DATABASE_URL", "")
    if request.param == "sqlite":
        yield dict
        return
    if not server:
        reason = "TEST_DATABASE_URL names no PostgreSQL to make databases on."
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with ExitStack() as stack:
        yield lambda: {"DATABASE_URL": stack.enter_context(empty_database(server))[0]}
