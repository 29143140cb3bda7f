"""Is the portal flat while its invented hospital lives? Memory, page times and lag at ×60.

    python benchmarks/bench_living.py [--hours 24] [--quick]

A new portal with the invented hospital, the real one, `manage.py up` over loopback. When the
hospital lives its clock runs a minute each second: 24 hours take 24 minutes (`--quick`: 2 hours).
Every 20 s one look: resident memory of each process, and the time of four pages. A page that
refreshes itself is polled all the while as its script does it.

Flat = of each process the median of the last third of the looks is above that of the first by at
most 5 % or 8 MB, whichever is more (60 days of history are there; a day adds 2 % to what is
held); of each page by at most 25 % or 0.1 s. The first twelfth is not counted: what people ask for
first is loaded then. Goal of the lag from commit to answer: 2 s at p99, of which the page itself
waits 1.5 s between two questions. The tables show slopes an hour of its clock.

At the end its clock jumps by 14 days while two pages go on asking. Goal: 10 s until it lives.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import visits  # noqa: E402
from benchmarks.bench_import import say as printed  # noqa: E402
from benchmarks.living import Lag, Pages, cpu, memory  # noqa: E402
from tests.running import Portal, eventually, manage, reading  # noqa: E402

EVERY_S, HOUR_S, QUICK_HOURS, WARM_UP = 20, 60, 2, 12
SHARE_MB, LEAST_MB, SHARE_S, LEAST_S = 0.05, 8, 0.25, 0.1
LAG_S, JUMP_S = 2.0, 10.0
DEMO = {"CAREPATH_DEMO": "on"}
Series = dict[str, list[tuple[float, float]]]
"""By name (hour of the hospital's clock since the first look, value)."""


def say(line: str) -> None:
    printed(line)
    sys.stdout.flush()


def run(*words: str, home: Path) -> dict:
    """Do something to the hospital and return how it stands."""
    done = manage("demo", *words, "--json", home=home, **DEMO)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout)


def lives(home: Path) -> bool:
    status = run("--status", home=home)
    return status is not None and status["phase"] == "live"


class Looks:
    """What was seen so far, by name of the process or page."""

    def __init__(self) -> None:
        self.resident, self.own, self.pages = {}, {}, {}
        self.began = time.monotonic()

    def look(self, portal: Portal, pages: Pages) -> None:
        """Look once, and tell it in a line."""
        hour = (time.monotonic() - self.began) / HOUR_S
        sizes, times = memory(portal), pages.times()
        for name, (resident, own) in sizes.items():
            self.resident.setdefault(name, []).append((hour, resident))
            self.own.setdefault(name, []).append((hour, own))
        for name, took in times.items():
            self.pages.setdefault(name, []).append((hour, took))
        told = [f"{name} {size[0]:.0f}" for name, size in sizes.items()]
        told += [f"{name} {took:.2f} s" for name, took in times.items()]
        say(f"  {hour:5.2f} h  {', '.join(told)}")


def thirds(series: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Return the medians of first and last third after the warm-up, and the slope an hour."""
    at, values = np.array(series[len(series) // WARM_UP :]).T
    third = max(1, len(values) // 3)
    first, last = np.median(values[:third]), np.median(values[-third:])
    hours = np.median(at[-third:]) - np.median(at[:third])
    return first, last, (last - first) / hours if hours else 0.0


def told(title: str, found: Series, *, unit: float, share: float, least: float) -> bool:
    """Print a table; return whether each of its lines is flat."""
    say(f"{title:26} first third  last third   an hour")
    good = True
    for name, series in found.items():
        first, last, slope = thirds(series)
        flat = last - first <= max(share * first, least)
        good &= bool(flat)
        words = f"{slope * unit:+8.2f}   {'flat' if flat else 'GROWS'}"
        say(f"  {name:24} {first * unit:10.1f}  {last * unit:10.1f}  {words}")
    return good


def told_lag(lag: Lag) -> bool:
    """Print how far the polled page lagged; return whether the goal is met."""
    seconds = lag.seconds()
    if not seconds or lag.broken:
        say(f"lag: not measured {'; '.join(lag.broken)}")
        return False
    p50, p95, p99 = np.percentile(seconds, (50, 95, 99))
    good = p99 <= LAG_S
    say(f"lag, commit to answer: {len(seconds)} changes, p50 {p50:.2f}   p95 {p95:.2f}   "
        f"p99 {p99:.2f}   max {max(seconds):.2f} s   "
        f"{'goal met' if good else 'GOAL MISSED'} ({LAG_S} s at p99)")  # fmt: skip
    return bool(good)


def lived(portal: Portal, home: Path, hours: float) -> bool:
    """Let the hospital live so long at ×60; return whether all was flat and in time."""
    portal.ready(within=240)
    eventually(lambda: lives(home), within=900, every=5)
    pages = Pages(portal, visits.signed_in(home, **DEMO), {})
    for _warm in range(4):  # each web worker has been asked for each page
        pages.times()
    run("--rate", "60", home=home)
    lag = Lag(pages, pages.live()[0])
    looks, end = Looks(), time.monotonic() + hours * HOUR_S
    lag.start()
    try:
        while (due := time.monotonic() + EVERY_S) < end + EVERY_S:
            looks.look(portal, pages)
            time.sleep(max(0.0, due - time.monotonic()))
    finally:
        lag.stop()
    behind = run("--status", home=home)["behind_s"]
    good = verdict(looks, lag, pages, behind)
    return jumped(portal, pages) and good


def jumped(portal: Portal, pages: Pages) -> bool:
    """Let the clock jump by 14 days; tell what that takes and return whether the goal is met."""
    run("--rate", "1", home=portal.home)
    eventually(lambda: run("--status", home=portal.home)["behind_s"] < 60, within=300, every=2)
    asking = [Lag(pages, address) for address in pages.live()]
    used, began = cpu(portal), time.monotonic()
    for one in asking:
        one.start()
    run("--jump", "fortnight", home=portal.home)
    eventually(lambda: arrived(portal.home), within=300, every=0.1)
    took = time.monotonic() - began
    after = cpu(portal)
    for one in asking:
        one.stop()
    spent = {name: after[name] - used.get(name, 0.0) for name in sorted(after)}
    words = "goal met" if took <= JUMP_S else "GOAL MISSED"
    say(f"a jump of 14 days: {took:.1f} s   {words} ({JUMP_S} s)   processor seconds meanwhile: "
        f"{', '.join(f'{name} {seconds:.1f}' for name, seconds in spent.items())}")  # fmt: skip
    return took <= JUMP_S


def arrived(home: Path) -> bool:
    with reading(home, {}) as execute:
        return execute("select phase from demo_hospital").fetchone()[0] == "live"


def verdict(looks: Looks, lag: Lag, pages: Pages, behind_s: float) -> bool:
    """Print all tables and what they amount to; return whether it is good."""
    told("own memory, MB", looks.own, unit=1, share=SHARE_MB, least=LEAST_MB)
    good = told("resident memory, MB", looks.resident, unit=1, share=SHARE_MB, least=LEAST_MB)
    good &= told("pages, ms", looks.pages, unit=1000, share=SHARE_S, least=LEAST_S)
    good &= told_lag(lag)
    good &= not pages.failed
    for line in pages.failed[:5]:
        say(f"  failed: {line}")
    say(f"at the end its records are {behind_s:.0f} s of its clock behind it")
    say("verdict: flat, and in time" if good else "VERDICT: NOT FLAT, OR LATE, OR PAGES FAILED")
    return good


def main() -> int:
    """Let a hospital live and return 0 if the portal stays flat."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--hours", type=float, default=24, help="of the hospital's clock")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_HOURS} hours, to try it")
    given = parser.parse_args()
    hours = QUICK_HOURS if given.quick else given.hours
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home").resolve()
        portal = Portal(home, **DEMO)
        try:
            say(f"the hospital is built; then it lives {hours:g} hours at ×60 ...")
            return 0 if lived(portal, home, hours) else 1
        finally:
            portal.stop()


if __name__ == "__main__":
    sys.exit(main())
