"""A system administrator looks whether everything runs and what waits."""

import pytest

from carepath.ui import clock
from carepath.work import actions
from carepath.work.models import Delivery
from tests.factories import AT, person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]


@pytest.fixture
def sam(home):
    (home / "run").mkdir()
    (home / "run" / "parts.json").write_text('{"web": [4711, 1], "sweep": [4712, 3]}')
    actions.beat("sweep", at=clock.now())
    actions.beat("worker", at=AT)
    Delivery.objects.create(kind="mail", key="a", created_at=AT, attempts=2)
    return person("sam", "SYSTEM_ADMINISTRATOR")


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("jobs-wide", {}),
        ("jobs-narrow-dark", {"width": 390, "height": 844, "colours": "dark"}),
    ],
)
def test_the_jobs_page_tells_what_runs_and_what_waits(tab, accessible, picture, sam, name, look):
    page = tab(sam, **look)
    page.goto("/jobs/")
    answer = page.inner_text("#answer")
    assert answer == "Work goes on, but this part shows no life: worker."
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "silent" in page.inner_text("tr:has(th:text-is('worker'))")
    assert "4712" in page.inner_text("tr:has(th:text-is('sweep'))")
    accessible(page)
    picture(page, name)
