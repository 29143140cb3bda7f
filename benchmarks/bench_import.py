"""Import 1.1 million events: wall time, CPU and peak memory of the importing process.

    python benchmarks/bench_import.py [--events N]

SQLite in a new folder, and PostgreSQL in a new database on the server that BENCH_POSTGRES names
(postgres://user@host/), if it is set. How pages fare meanwhile: benchmarks/bench_pages.py.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
EVENTS_PER_CASE = 22
STAGES = (
    "ER Registration", "ER Triage", "ER Sepsis Triage", "Leucocytes", "CRP", "LacticAcid",
    "IV Antibiotics", "IV Liquid", "Admission NC", "Admission IC", "Release A", "Return ER",
)  # fmt: skip
GOALS = {"sqlite": 120, "postgresql": 90}
MEMORY_MIB = 600


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def write_log(path: Path, events: int, seed: int = 3) -> None:
    """Write a seeded log of six columns, about 22 events a case, cases interleaved in blocks."""
    rng = np.random.default_rng(seed)
    cases = max(1, events // EVENTS_PER_CASE)
    first = np.datetime64("2014-01-01T00:00:00") + rng.integers(0, 60 * 24 * 365, cases) * 60
    with path.open("w") as file:
        file.write("case,activity,time,unit,role,crp\n")
        for case in range(cases):
            times = first[case] + np.cumsum(rng.integers(0, 9000, EVENTS_PER_CASE))
            stages = rng.integers(0, len(STAGES), EVENTS_PER_CASE)
            units, roles = rng.integers(1, 21, (2, EVENTS_PER_CASE))
            values = rng.integers(1, 3000, EVENTS_PER_CASE) / 10
            file.writelines(
                f"C{case:07},{STAGES[s]},{str(t).replace('T', ' ')},ward {u},role {r},{v}\n"
                for s, t, u, r, v in zip(stages, times, units, roles, values, strict=True)
            )


def measured(command: list[str], env: dict[str, str]) -> tuple[dict, float, float, int]:
    """Return (what the command printed, wall s, CPU s, peak MiB)."""
    began = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, cwd=ROOT)
    out = process.stdout.read()
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        raise SystemExit(f"The import failed: {process.returncode}")
    wall = time.monotonic() - began
    return json.loads(out), wall, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def bench(name: str, log: Path, events: int, database: str) -> bool:
    """Import the log into a new home and tell the figures; return whether the goals are met."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"CAREPATH_HOME": home, "DATABASE_URL": database, "CAREPATH_DEMO": "off"}
        if not database:
            del env["DATABASE_URL"]
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "setup"], env=env, check=True, capture_output=True, cwd=ROOT)
        command = [*manage, "import_log", str(log), "--source", "bench", "--json", "--no-progress"]
        told, wall, cpu, peak = measured(command, env)
    size = log.stat().st_size / 2**20
    say(f"{name}: {told['spans']:,} spans of {told['journeys']:,} journeys from {size:.0f} MiB")
    say(f"  wall {wall:.1f} s (goal {GOALS[name]}), CPU {cpu:.1f} s, "
          f"peak {peak} MiB (goal {MEMORY_MIB})")  # fmt: skip
    good = told["state"] == "processed" and peak <= MEMORY_MIB
    good &= wall <= GOALS[name] or events < 1_000_000
    return good


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Yield name -> DATABASE_URL of what is measured; PostgreSQL's is new, and dropped again."""
    server = os.environ.get("BENCH_POSTGRES", "").rstrip("/")
    if not server:
        yield {"sqlite": ""}
        return
    name = f"bench_{os.getpid()}"
    subprocess.run(["psql", f"{server}/", "-qc", f"CREATE DATABASE {name}"], check=True)
    try:
        yield {"sqlite": "", "postgresql": f"{server}/{name}"}
    finally:
        drop = f"DROP DATABASE {name} WITH (FORCE)"
        subprocess.run(["psql", f"{server}/", "-qc", drop], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_100_000)
    parser.add_argument("--only", choices=GOALS)
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder, databases() as found:
        log = Path(folder, "log.csv")
        write_log(log, options.events)
        for name, database in found.items():
            if options.only in (None, name):
                good &= bench(name, log, options.events, database)
    return 0 if good else 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
