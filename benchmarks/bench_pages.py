"""How fast pages are in a real browser with 1.1 million events stored, and during an import.

    python benchmarks/bench_pages.py [--only list] [--loads 20] [--home FOLDER] [--verbose]

SQLite, and PostgreSQL in a new database on the server that BENCH_POSTGRES names
(postgres://user@host/), if it is set. The portal is the real one, `manage.py up` in a new folder
with a log imported first, asked over loopback. With --home (SQLite) that folder is used as it is;
a person "bench" and a second log stay in it.

list, journey, bottlenecks: the portal starts anew; the first load is told apart, then come 20
loads with other filters, journeys and periods each time. "answer" = the first line of the page is
painted; "last figure" = no fragment is awaited and every figure is drawn. Goals (p95): 0.5 s and
1.5 s.
import: a second log goes through the portal's own inbox while five requests a second ask for pages,
fragments and the progress; a tenth of them about what arrives. Goals: p99 0.5 s, at most 2 s.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import bench_import, meanwhile, visits  # noqa: E402
from tests.running import ROOT, Portal, environment, manage  # noqa: E402

EVENTS = 1_100_000
ANSWER_S, FIGURE_S = 0.5, 1.5
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync",
    "--disable-component-update", "--no-first-run",
)  # fmt: skip
PROBE = """
(() => {
  const seen = { answer: null, whole: null };
  let isDone;
  window.carepathSeen = new Promise((resolve) => (isDone = resolve));
  const isShown = () => {
    const line = document.getElementById("answer");
    return line && line.innerText.trim() && line.getClientRects().length;
  };
  const awaited = ".htmx-request, [hx-trigger^=load], [data-figure]:not([data-drawn])";
  const isWhole = () => document.readyState === "complete" && isShown() &&
    !document.querySelector(awaited);
  // What is there when a frame is made is on the screen when the next task runs.
  const note = (name) => setTimeout(() => { seen[name] ??= performance.now(); });
  const look = () => {
    if (seen.answer === null && isShown()) note("answer");
    if (isWhole()) note("whole");
    if (seen.whole === null) requestAnimationFrame(look);
    else isDone(seen);
  };
  requestAnimationFrame(look);
})();
"""


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def prepared(home: Path, events: int, more: dict[str, str]) -> None:
    """Fill a new home with a log of so many events."""
    say(f"importing {events:,} events first ...")
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log.csv")
        bench_import.write_log(log, events)
        manage("setup", home=home, **more)
        words = ["import_log", str(log), "--source", "million", "--no-progress"]
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=ROOT, env=environment(home, **more), check=True)


def loads(page, base: str, address: str) -> tuple[float, float]:
    """Return after how many seconds answer and last figure of a page were on the screen."""
    answer = page.goto(base + address)
    if answer.status != 200:
        raise SystemExit(f"{answer.status}: {address}")
    seen = page.evaluate("window.carepathSeen")
    return seen["answer"] / 1000, seen["whole"] / 1000


def browse(
    chromium, home: Path, kind: str, number: int, verbose: bool, more: dict[str, str]
) -> bool:
    """Load pages of one kind in a portal that has just started; tell and judge the times."""
    log, dice = visits.signed_in(home, **more), random.Random(kind)
    portal = Portal(home, **more)
    try:
        portal.ready()
        base = f"http://127.0.0.1:{portal.port}"
        context = chromium.new_context(viewport={"width": 1440, "height": 900})
        name, value = log.cookie
        context.add_cookies([{"name": name, "value": value, "url": base}])
        context.add_init_script(PROBE)
        page, times = context.new_page(), []
        for _turn in range(number + 1):
            address = visits.KINDS[kind](log, dice)
            times.append(loads(page, base, address))
            if verbose:
                say(f"    {times[-1][0]:6.3f} {times[-1][1]:6.3f}  {address}")
        context.close()
    finally:
        portal.stop()
    return told(kind, times)


def told(kind: str, times: list[tuple[float, float]]) -> bool:
    """Print the figures of one kind of page and return whether the goals are met."""
    met = True
    say(f"{kind}: {len(times) - 1} loads; the first after the start stands apart")
    for name, goal, column in (("answer", ANSWER_S, 0), ("last figure", FIGURE_S, 1)):
        first, *rest = (one[column] for one in times)
        p50, p95 = np.percentile(rest, (50, 95))
        good = p95 <= goal
        met &= bool(good)
        words = f"{'goal met' if good else 'GOAL MISSED'} ({goal} s)"
        say(f"  {name:12} first {first:6.3f} s   p50 {p50:6.3f}   p95 {p95:6.3f}   "
            f"max {max(rest):6.3f} s   {words}")  # fmt: skip
    return met


def main() -> int:
    """Run what is asked and return 0 if every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--home", type=Path, help="a home on SQLite that holds a log already")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--loads", type=int, default=20)
    parser.add_argument("--only", choices=[*visits.KINDS, "import"], action="append")
    parser.add_argument("--database", choices=bench_import.GOALS, help="of the two, only this one")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    met = True
    with bench_import.databases() as databases:
        for name, url in databases.items():
            if given.database not in (None, name) or (given.home and url):
                continue
            say(f"-- {name}")
            met &= measured(given, {"DATABASE_URL": url} if url else {})
    return 0 if met else 1


def measured(given: argparse.Namespace, more: dict[str, str]) -> bool:
    """Tell and judge all kinds of visits on one database."""
    kinds = given.only or [*visits.KINDS, "import"]
    with tempfile.TemporaryDirectory() as folder:
        home = (given.home or Path(folder, "home")).resolve()
        if str(home) == os.environ.get("CAREPATH_HOME"):
            raise SystemExit(
                "Unset CAREPATH_HOME: what runs in this home is ended with the portal."
            )
        if given.home is None:
            prepared(home, given.events, more)
        met = pages(home, [kind for kind in kinds if kind != "import"], given, more)
        if "import" in kinds:
            met &= meanwhile.bench(home, given.events, given.verbose, **more)
    return met


def pages(home: Path, kinds: list[str], given: argparse.Namespace, more: dict[str, str]) -> bool:
    """Load these kinds of pages in Chromium; return whether all goals are met."""
    if not kinds:
        return True
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        raise SystemExit("No Chromium on PATH.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=list(FLAGS))
        met = [browse(chromium, home, kind, given.loads, given.verbose, more) for kind in kinds]
        chromium.close()
    return all(met)


if __name__ == "__main__":
    sys.exit(main())
