"""The loop is closed: a version in force changes what happens, and its page says so.

Nobody tells the page what the lever does; it counts what was recorded before and after.
"""

from datetime import timedelta

import pytest

from carepath.accounts.models import User
from carepath.demo import actions
from carepath.demo.models import Hospital
from carepath.frames.moments import to_us
from carepath.protocols import actions as protocols
from carepath.protocols import queries
from carepath.protocols.models import Version
from tests.demo.worlds import lived
from tests.factories import AT

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAYS = 28


def jumped(moment, times):
    """The hospital after so many fortnights, and the real moment it was then."""
    for _ in range(times):
        actions.jump(to="fortnight", by="test", at=moment)
        lived(moment, most=2_000)
    return Hospital.objects.select_related("site").get()


def test_antibiotics_come_sooner_once_the_trolley_is_in_force(settings):
    settings.LOOPBACK_ONLY = True
    actions.start(seed=1, days=DAYS, at=AT, by="test")
    row = lived(AT, most=2_000)
    actions.write_samples(at=AT)
    version, pia = Version.objects.get(state="approved"), User.objects.get(username="pia@demo")
    began = row.site.time(AT)
    protocols.run_replays(by="worker:sweep", at=AT)
    protocols.activate(
        version=version, site=row.site, starts_at=None, under_way="switch",
        edition=version.edition, sha256=version.sha256, by=pia, at=AT, proved_at=AT, reason="try",
    )  # fmt: skip
    row = jumped(AT, DAYS // 14)
    while protocols.follow(by="worker:sweep", at=AT):
        continue
    now = to_us(row.site.time(AT))
    everybody = queries.adherence(version, site=row.site, by=pia, now=now, whom=queries.ALL)
    split = queries.around(everybody, everybody.line("antibiotics"), to_us(began))
    before, after = split.before.of_triggered, split.after.of_triggered
    print(f"satisfied before {before.k}/{before.n}, since {after.k}/{after.n}")  # noqa: T201
    assert before.n > 50 and after.n > 50
    assert after.low > before.high, (before, after)
    pinned = queries.adherence(version, site=row.site, by=pia, now=now)
    assert pinned.n >= after.n
    assert row.site.time(AT) - began >= timedelta(days=DAYS)
