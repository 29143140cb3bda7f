"""Speed of edges with percentiles and of variants, beside pm4py in an environment of its own.

    python benchmarks/bench_flow.py [--events 1100000 --events 10000000] [--no-oracle]

Every measurement runs in a process of its own: processor seconds (the best of three for ours, one
run for pm4py) and peak memory of the whole process. Counts and means must be identical. Goals on
two cores: edges + variants from the store within 0.15 s at 1.1 M events and 2 s and 1.5 GB at 10 M;
the performance graph with at least 20 times less processor time than pm4py.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("CAREPATH_HOME", ROOT / "var"))
ORACLE = HOME / "oracle-venv"
SIZES = [1_100_000, 10_000_000]
GOALS = {1_100_000: 0.15, 10_000_000: 2.0}
GOAL_MB, GOAL_RATIO = 1_500, 20


def main() -> int:
    """Print a table and return 0 when every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, action="append", help="size of the log, repeatable")
    parser.add_argument("--no-oracle", action="store_true", help="leave pm4py out")
    parser.add_argument("--job", choices=JOBS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.job:
        JOBS[given.job](given.events[0])
        return 0
    python = None if given.no_oracle else oracle()
    met = [compare(events, python) for events in given.events or SIZES]
    return 0 if all(met) else 1


def compare(events: int, python: Path | None) -> bool:
    """Print the figures of one size and return whether the goals are met."""
    child(sys.executable, __file__, "--job", "write", "--events", str(events))
    ours = child(sys.executable, __file__, "--job", "flow", "--events", str(events))
    both = ours["edges_s"] + ours["variants_s"]
    show(f"{ours['events']:,} events, {ours['journeys']:,} journeys, {len(ours['edges'])} edges")
    show(f"  read the store           {ours['read_s']:8.3f} s")
    show(f"  edges, p50 p90 p95       {ours['edges_s']:8.3f} s")
    show(f"  variants ({ours['variants']:,})   {ours['variants_s']:8.3f} s")
    show(f"  attribution of all       {ours['totals_s']:8.3f} s")
    show(f"  peak memory              {ours['peak_mb']:8.0f} MB, before attribution")
    met = ours["peak_mb"] <= GOAL_MB and both <= GOALS.get(events, float("inf"))
    show(f"  edges + variants         {both:8.3f} s   {'goal met' if met else 'GOAL MISSED'}")
    return (beside(events, python, ours) and met) if python else met


def beside(events: int, python: Path, ours: dict) -> bool:
    """Print pm4py's figures and return whether counts and means agree and the ratio is met."""
    theirs = child(python, ROOT / "benchmarks/oracle.py", folder(events))
    same = agree(ours["edges"], theirs["edges"])
    ratio = theirs["graph_s"] / ours["edges_s"]
    show(f"  pm4py performance graph  {theirs['graph_s']:8.3f} s   ({theirs['version']})")
    show(f"  pm4py variants           {theirs['variants_s']:8.3f} s   ({theirs['variants']:,})")
    show(f"  pm4py peak memory        {theirs['peak_mb']:8.0f} MB")
    good = same and theirs["variants"] == ours["variants"] and ratio >= GOAL_RATIO
    words = "identical" if same else "DIFFERENT"
    show(f"  ratio                    {ratio:8.1f} x   counts and means {words}")
    return good


def agree(ours: dict, theirs: dict) -> bool:
    """Return whether edges, counts, means (to a microsecond) and medians are the same."""
    return ours.keys() == theirs.keys() and all(
        ours[pair][0] == theirs[pair][0]
        and all(abs(a - b) < 1e-5 for a, b in zip(ours[pair][1:], theirs[pair][1:], strict=True))
        for pair in ours
    )


def oracle() -> Path:
    """Return the python of pm4py's own environment, made at the first call."""
    python = ORACLE / "bin/python"
    if not python.exists():
        show(f"making {ORACLE} for pm4py, once")
        venv.create(ORACLE, with_pip=True)
        wanted = ROOT / "requirements-oracle.in"
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", wanted], check=True)
    return python


def write(events: int) -> None:
    """Write the log once as a span store, and as plain arrays for pm4py."""
    import numpy as np

    from benchmarks import synthetic
    from carepath.spanstore import partitions

    here = folder(events)
    if (here / "done").exists():
        return
    spans = synthetic.log(events)
    partitions.update(here / "store", {(1, 0): spans}, np.empty(0, np.int64), watermark=1)
    for name in ("stage", "start"):
        np.save(here / f"{name}.npy", getattr(spans, name))
    np.save(here / "case.npy", spans.journey)
    (here / "stages.json").write_text(json.dumps(spans.stages))
    (here / "done").touch()


def flow(events: int) -> None:
    """Print our figures as JSON."""
    from benchmarks import synthetic
    from carepath.analysis import flow, variants, waits
    from carepath.spanstore import encode, partitions

    names = {code: (name, "department") for code, name in enumerate(synthetic.STAGES)}
    store = folder(events) / "store"

    def read():
        return encode.dense(
            partitions.read(store, partitions.manifest(store).partitions), names, False
        )

    read_s, spans = timed(read, 1)
    edges_s, edges = timed(lambda: flow.edges(spans))
    variants_s, ways = timed(lambda: variants.variants(spans))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    totals_s, _ = timed(lambda: waits.totals(spans, int(spans.closed.max()) + 1))
    figures = {f"{e.source} > {e.target}": (e.count, e.mean_s, e.median_s) for e in edges}
    answer = {
        "events": spans.n_spans,
        "journeys": spans.n_journeys,
        "variants": len(ways),
        "edges": figures,
        "read_s": read_s,
        "edges_s": edges_s,
        "variants_s": variants_s,
        "totals_s": totals_s,
        "peak_mb": peak,
    }
    show(json.dumps(answer))


JOBS = {"write": write, "flow": flow}


def timed(call, times: int = 3):
    """Return (best processor seconds, last answer)."""
    best, answer = float("inf"), None
    for _ in range(times):
        began = time.process_time()
        answer = call()
        best = min(best, time.process_time() - began)
    return best, answer


def child(*command) -> dict:
    """Return the JSON that the process prints last; {} when it prints nothing."""
    done = subprocess.run([str(part) for part in command], capture_output=True)
    if done.returncode:
        raise RuntimeError(done.stderr.decode())
    lines = done.stdout.decode().strip().splitlines()
    return json.loads(lines[-1]) if lines else {}


def folder(events: int) -> Path:
    """Return where the log of this size lies."""
    here = HOME / f"bench/{events}"
    here.mkdir(parents=True, exist_ok=True)
    return here


def show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
