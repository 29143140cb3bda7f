"""How long a step of the slider takes on each page of the invented hospital.

    python benchmarks/bench_rewind.py [--home FOLDER] [--days 14] [--asks 25]

A new home with the invented hospital of so many days (or the one in FOLDER). Its last four days are
then told as feeds would have told them: each step when it was asked for, when it began and when it
ended, so that what was known differs from what is. Pages are asked through the portal's own code at
random moments of the last 72 hours, never the same twice. Processor time of a whole answer in
milliseconds, with template; goal (95th percentile): 500.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bench_capacity import begun  # noqa: E402
from benchmarks.bench_import import say  # noqa: E402

GOAL_MS, TOLD = 500, timedelta(days=4)
REACH_MIN = 72 * 60
PAGES = (
    "now/", "capacity/board/", "capacity/requests/", "capacity/occupancy/", "capacity/emergency/",
    "capacity/intensive/", "capacity/stays/", "capacity/transfers/", "capacity/queues/",
    "capacity/measures/",
)  # fmt: skip


def told() -> int:
    """Let the last days be told as they happened; return how many earlier versions there are."""
    from django.db.models import Max
    from django.db.models.functions import Greatest

    from carepath.frames.moments import to_us
    from carepath.journeys.models import Span, SpanVersion

    newest = Span.objects.aggregate(at=Max(Greatest("started_at", "ended_at")))["at"]
    since = to_us(newest - TOLD)
    names = ("journey_id", "stage_id", "kind", "unit_id", "seq", "precision", "attributes")
    versions, changed = [], []
    for span in Span.objects.order_by("pk").iterator(2_000):
        moments = (span.requested_at, span.started_at, span.ended_at)
        happened = [to_us(one) for one in moments if one is not None]
        span.recorded_at = max(filter(None, moments))
        span.version = 1
        for n, at in enumerate(happened[:-1]):
            if happened[n + 1] <= since or at == happened[n + 1]:
                continue
            said = {one: getattr(span, one) for one in names} | {"parent_ref": None}
            known = (one if one and to_us(one) <= at else None for one in moments)
            for name, moment in zip(("requested_at", "started_at", "ended_at"), known, strict=True):
                said[name] = moment and to_us(moment)
            versions.append(
                SpanVersion(span=span, version=span.version, content=said,
                            recorded_at=_moment(at), replaced_at=_moment(happened[n + 1]))
            )  # fmt: skip
            span.version += 1
        changed.append(span)
    for at in range(0, len(changed), 2_000):
        Span.objects.bulk_update(changed[at : at + 2_000], ["recorded_at", "version"])
    SpanVersion.objects.bulk_create(versions, batch_size=2_000)
    return len(versions)


def _moment(us: int):
    from carepath.frames.moments import from_us

    return from_us(us)


def measured(asks: int) -> list[tuple[str, list[float], list[float]]]:
    """Return (page, milliseconds as it was, milliseconds as it was known), each in order."""
    from django.test import Client

    from benchmarks.bench_capacity import reader
    from carepath.places.models import Site
    from carepath.ui import clock

    site, dice = Site.objects.get(synthetic=True), random.Random(1)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(reader())
    found = []
    for page in PAGES:
        looks: tuple[list[float], list[float]] = ([], [])
        for turn in range(asks + 1):
            for known, spent in enumerate(looks):
                at = clock.now(site) - timedelta(minutes=dice.randrange(15, REACH_MIN))
                text = f"{at:%Y-%m-%dT%H:%M:%S}Z"
                asked = {"site": site.slug, "at": text} | ({"known_at": text} if known else {})
                before = time.process_time()
                answer = client.get(f"/{page}", asked)
                took = 1_000 * (time.process_time() - before)
                assert answer.status_code == 200 and b"Not now:" in answer.content, page
                if turn:
                    spent.append(took)
        found.append((page, *(sorted(spent) for spent in looks)))
    return found


def main() -> int:
    """Print a line a page and return how many miss the goal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--asks", type=int, default=25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as fresh:
        os.environ |= {
            "CAREPATH_HOME": given.home or fresh,
            "DJANGO_SETTINGS_MODULE": "carepath.config.settings",
        }
        import django

        django.setup()
        from carepath.journeys.models import SpanVersion

        if not given.home:
            begun(given.days)
        if not SpanVersion.objects.exists():
            say(f"{told():,} earlier versions")
        lines = measured(given.asks)
    missed = 0
    for page, *looks in lines:
        worst = [spent[int(len(spent) * 0.95)] for spent in looks]
        middle = [spent[len(spent) // 2] for spent in looks]
        missed += max(worst) > GOAL_MS
        say(
            f"{page:22} as it was {middle[0]:5.0f}, p95 {worst[0]:5.0f} ms   "
            f"as known {middle[1]:5.0f}, p95 {worst[1]:5.0f} ms"
        )
    return missed


if __name__ == "__main__":
    sys.exit(main())
