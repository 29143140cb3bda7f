"""How long the capacity pages of a large hospital take, as they stand and after each change.

    python benchmarks/bench_capacity.py [--home FOLDER] [--days 60]

A new home with the invented hospital of so many days (or the one in FOLDER), each bed of which and
each stay in it is there seven times: some 2,700 beds and 260,000 spans. Processor time of a whole
answer, template included, in milliseconds; goal 300. After a change = the journeys are read anew.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_import import say  # noqa: E402

TIMES, LOOKS, GOAL_MS = 7, 5, 300
PAGES = (
    "emergency/?days=1", "emergency/?days=28", "intensive/?", "stays/?", "transfers/?",
    "queues/?days=1", "queues/?days=28", "measures/?days=28",
)  # fmt: skip


def begun(days: int) -> None:
    """Build an invented hospital that ends now, with its beds."""
    from django.core.management import call_command

    from carepath.capacity import actions as capacity
    from carepath.demo import actions as demo
    from carepath.demo.models import Hospital
    from carepath.ui import clock

    call_command("migrate", verbosity=0)
    call_command("migrate", database="side", verbosity=0)
    at = clock.now()
    demo.start(seed=1, days=days, at=at, by="bench")
    while Hospital.objects.get().phase != Hospital.Phase.LIVE:
        demo.step(by="worker:demo", at=at)
    while capacity.project_changed(by="bench", at=at):
        continue


def enlarged() -> None:
    """Let each bed and its stays be there TIMES times."""
    from carepath.capacity.models import Holding
    from carepath.places.models import Bed

    beds = list(Bed.objects.all())
    if any(bed.code.endswith("x1") for bed in beds):
        return
    held = list(Holding.objects.all())
    for n in range(1, TIMES):
        more = [Bed(unit=bed.unit, code=f"{bed.code}x{n}", care=bed.care) for bed in beds]
        Bed.objects.bulk_create(more)
        of = {bed.pk: new.pk for bed, new in zip(beds, more, strict=True)}
        Holding.objects.bulk_create(
            (Holding(bed_id=of[row.bed_id], journey_id=row.journey_id, since=row.since,
                     until=row.until) for row in held), batch_size=5_000,
        )  # fmt: skip


def reader():
    """Return somebody who sees every capacity page."""
    from carepath.accounts.models import Grant, User
    from carepath.audit import actions as audit
    from carepath.ui import clock

    who, is_new = User.objects.get_or_create(username="bench")
    if is_new:
        with audit.acting_as("bench", at=clock.now(), why="a benchmark"):
            Grant.objects.create(
                user=who, role="BED_MANAGER", site="", granted_at=clock.now(), granted_by="bench"
            )
    return who


def measured() -> list[tuple[str, float, float]]:
    """Return (page, as it stands, after a change) in milliseconds."""
    from django.test import Client

    from carepath.journeys.queries import store
    from carepath.places.models import Site

    client, site = Client(SERVER_NAME="127.0.0.1"), Site.objects.get(synthetic=True).slug
    client.force_login(reader())
    held = (store.WHOLE, store.CHOSEN, import_module("carepath.capacity.queries.record").FOUND)

    def asked(page: str, anew: bool) -> float:
        for memory in held if anew else ():
            memory._kept.clear()
        began = time.process_time()
        assert client.get(f"/capacity/{page}&site={site}").status_code == 200
        return 1_000 * (time.process_time() - began)

    found = []
    for page in PAGES:
        asked(page, anew=True)
        looks = [[asked(page, anew) for _ in range(LOOKS)] for anew in (False, True)]
        found.append((page, *(statistics.median(each) for each in looks)))
    return found


def main() -> int:
    """Print a line a page and return how many miss the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home")
    parser.add_argument("--days", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        os.environ |= {
            "CAREPATH_HOME": given.home or fresh,
            "DJANGO_SETTINGS_MODULE": "carepath.config.settings",
        }
        import django

        django.setup()
        if not given.home:
            begun(given.days)
        enlarged()
        lines = measured()
    for page, stands, anew in lines:
        say(f"{page:20} {stands:5.0f} ms {anew:5.0f} ms after a change")
    return sum(max(stands, anew) > GOAL_MS for _page, stands, anew in lines)


if __name__ == "__main__":
    sys.exit(main())
