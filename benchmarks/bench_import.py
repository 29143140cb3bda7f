"""Import 1.1 million events: wall time, CPU and peak memory of the importing process.

    python benchmarks/bench_import.py [--events N] [--web]

SQLite in a new folder, and PostgreSQL in a new database on the server that BENCH_POSTGRES names
(postgres://user@host/), if it is set. `--web` asks the running portal for pages meanwhile.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
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
P99_S, MAX_S = 0.5, 2.0


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


class Visitor(threading.Thread):
    """Asks for a page again and again and keeps how long each answer took."""

    def __init__(self, address: str) -> None:
        super().__init__(daemon=True)
        self.address, self.times, self.done = address, [], False

    def run(self) -> None:
        while not self.done:
            began = time.monotonic()
            with urllib.request.urlopen(self.address, timeout=30) as answer:
                answer.read()
            self.times.append(time.monotonic() - began)
            time.sleep(0.05)


def bench(name: str, log: Path, events: int, database: str, web: bool) -> bool:
    """Import the log into a new home and tell the figures; return whether the goals are met."""
    with tempfile.TemporaryDirectory() as home:
        env = os.environ | {"CAREPATH_HOME": home, "DATABASE_URL": database}
        if not database:
            del env["DATABASE_URL"]
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "setup"], env=env, check=True, capture_output=True, cwd=ROOT)
        command = [*manage, "import_log", str(log), "--source", "bench", "--json", "--no-progress"]
        server, visitor = served(env) if web else (None, None)
        try:
            told, wall, cpu, peak = measured(command, env)
        finally:
            if server:
                visitor.done = True
                visitor.join(timeout=40)
                server.terminate()
                server.wait()
    size = log.stat().st_size / 2**20
    say(f"{name}: {told['spans']:,} spans of {told['journeys']:,} journeys from {size:.0f} MiB")
    say(f"  wall {wall:.1f} s (goal {GOALS[name]}), CPU {cpu:.1f} s, "
          f"peak {peak} MiB (goal {MEMORY_MIB})")  # fmt: skip
    good = told["state"] == "processed" and peak <= MEMORY_MIB
    good &= wall <= GOALS[name] or events < 1_000_000
    if visitor:
        times = np.array(visitor.times)
        p99, longest = np.percentile(times, 99), times.max()
        say(f"  meanwhile {len(times)} pages: p99 {p99:.3f} s (goal {P99_S}), "
              f"longest {longest:.3f} s (goal {MAX_S})")  # fmt: skip
        good &= p99 <= P99_S and longest <= MAX_S
    return good


def served(env: dict[str, str]) -> tuple[subprocess.Popen, Visitor]:
    """Return a web server on the same home, and a visitor that looks at its readiness page."""
    port = 8900 + os.getpid() % 100
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}",
         "--log-level", "error", "carepath.config.wsgi"],
        env=env, cwd=ROOT,
    )  # fmt: skip
    time.sleep(4)
    visitor = Visitor(f"http://127.0.0.1:{port}/readyz")
    visitor.start()
    return server, visitor


def databases() -> dict[str, str]:
    """Return name -> DATABASE_URL of what is measured; a new PostgreSQL database is made."""
    found = {"sqlite": ""}
    server = os.environ.get("BENCH_POSTGRES")
    if server:
        name = f"bench_import_{os.getpid()}"
        subprocess.run(["psql", server, "-qc", f"CREATE DATABASE {name}"], check=True)
        found["postgresql"] = server.rstrip("/") + f"/{name}"
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_100_000)
    parser.add_argument("--web", action="store_true")
    parser.add_argument("--only", choices=GOALS)
    options = parser.parse_args()
    good = True
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log.csv")
        write_log(log, options.events)
        for name, database in databases().items():
            if options.only in (None, name):
                good &= bench(name, log, options.events, database, options.web)
            if database:
                server, _slash, made = database.rpartition("/")
                subprocess.run(["psql", f"{server}/", "-qc", f"DROP DATABASE {made}"], check=True)
    return 0 if good else 1


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
