"""Kill whatever runs, again and again, in the middle of an import: the end is as if nothing was.

CAREPATH_KILLS sets how many kills count (3 by default, 20 in `make soak`), KILL_SEED the dice.
Only kills that land while a lease is held count; each is printed with its number and state.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from urllib.request import Request

import pytest

from tests.running import Portal, direct, eventually, is_up, manage, plain, reading

KILLS = int(os.environ.get("CAREPATH_KILLS", "3"))
SEED = int(os.environ.get("KILL_SEED", "20260302"))
READING_KILLS = min((KILLS + 1) // 4, 4)
"""Reading begins anew after each kill, and five deaths at one place are poison, as they should be:
the rest is for the other phase."""
ROWS_PER_KILL = 20_000
STAGES = [f"Stage {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
VICTIMS = ["worker", "sweep", "web", "broker"]
MAPPING = {"case": "case", "activity": "activity", "time": "time", "timezone": "UTC"}


def tell(line):
    sys.stdout.write(f"{line}\n")


def log_of(path, rows):
    """Write a log with ties, exact repeats and a bad row in every thousand; return its path."""
    dice = random.Random(1)
    clock = 1_700_000_000
    with path.open("w") as file:
        file.write("case,activity,time,note\n")
        for n in range(rows):
            clock += dice.choice((0, 60, 60, 300))
            case = f"C{(n + dice.randrange(400)) // 20}"
            moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(clock))
            moment = "sometime" if n % 1000 == 999 else moment
            line = f"{case},{dice.choice(STAGES)},{moment},{dice.choice(('', 'x'))}\n"
            file.write(line * (2 if n % 500 == 0 else 1))
    return path


def look(ask):
    """Return where the import stands: its state, its place, and the process that holds it."""
    row = ask(
        "select m.state, p.place, p.cursor, p.total, m.leased_by from ingestion_message m "
        "join ingestion_progress p on p.message_id = m.id order by m.id"
    ).fetchone()
    if row is None:
        return "none", "", 0
    state, place, cursor, total, holder = row
    pid = int(holder.split(":")[1]) if holder else 0
    return state, f"{place or 'start'} {cursor}/{total}", pid if pid and is_up(pid) else 0


STATE = {
    "spans": "select j.case_ref, s.source_ref, s.parent_ref, t.name, s.kind, s.role, "
    "s.requested_at, s.started_at, s.ended_at, s.seq, s.precision, s.flags, s.attributes, "
    "s.retracted_at, s.version "
    "from journeys_span s join journeys_journey j on j.id = s.journey_id "
    "join journeys_stage t on t.id = s.stage_id",
    "journeys": "select case_ref, recorded_opened_at, recorded_closed_at, opened_at, closed_at, "
    "closed_by, last_at, n_spans, attributes from journeys_journey",
    "versions": "select version, content from journeys_spanversion",
    "rejects": "select row, reason, detail, raw from ingestion_reject",
    "counts": "select rows_read, rows_accepted, rows_rejected, duplicates, known, replaced, "
    "journeys, spans, report from ingestion_progress",
    "imports": "select state, reason_code, deliveries from ingestion_message",
    "ledger": "select verb, count(*) from audit_entry where verb like 'import.%' group by verb",
}


def state_hash(ask):
    """Return, table by table, how many rows there are and a hash of all, whatever their order."""
    found = {}
    for name, query in STATE.items():
        rows = sorted("\x1f".join(map(plain, row)) for row in ask(query).fetchall())
        found[name] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()[:16])
    return found


def flow(home, where):
    """Return what the pages would show, read through the span store."""
    shown = {}
    for question in ("summary", "edges", "variants"):
        done = manage("flow", question, "--source", "storm", "--json", home=home, **where)
        assert done.returncode == 0, done.stderr
        shown[question] = json.loads(done.stdout)
    return shown


def calm(home, where, log):
    """Import without any portal, broker or kill; return the state it leaves."""
    assert manage("setup", home=home, **where).returncode == 0
    columns = ("--case", "case", "--activity", "activity", "--timestamp", "time")
    done = manage(
        "import_log", str(log), "--source", "storm", *columns, "--timezone", "UTC", "--no-progress",
        home=home, **where,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with reading(home, where) as ask:
        return state_hash(ask), flow(home, where)


def send(portal, where, log):
    """Upload the log through the API, as a program would."""
    done = manage(
        "create_token", "--user", "admin", "--scope", "see", "--scope", "import",
        home=portal.home, **where,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    fields = {"source": "storm", "mapping": json.dumps(MAPPING)}
    lines = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    lines.append(
        '--edge\r\nContent-Disposition: form-data; name="file"; filename="storm.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    body = "".join(lines).encode() + log.read_bytes() + b"\r\n--edge--\r\n"
    request = Request(
        f"http://127.0.0.1:{portal.port}/api/v1/imports/",
        data=body,
        headers={
            "Authorization": f"Bearer {done.stdout.strip()}",
            "Content-Type": "multipart/form-data; boundary=edge",
        },
    )
    with direct.open(request, timeout=120) as answer:
        assert answer.status == 202


def kill_some(portal, ask, dice):
    """Kill until enough kills landed while a lease was held; return how many did."""
    landed = 0
    while landed < KILLS:
        time.sleep(dice.uniform(0.05, 1.2))
        state, place, holder = look(ask)
        if state != "received":
            break
        if landed >= READING_KILLS and not place.startswith("recording"):
            continue
        names = {portal.pid(name): name for name in VICTIMS}
        # Half of the kills go for the process at work, the others for any.
        victim = holder if holder in names and dice.random() < 0.5 else 0
        victim = victim or portal.pid(dice.choice(VICTIMS))
        if not victim or not holder or not is_up(holder):
            continue
        os.kill(victim, signal.SIGKILL)
        landed += 1
        tell(
            f"kill {landed}: {names[victim]} {victim} at {state} {place}, "
            f"held by {names.get(holder, '?')} {holder}"
        )
    return landed


@pytest.mark.slow
def test_a_storm_of_kills_leaves_the_state_of_a_calm_run(tmp_path, database):
    tell(f"seed {SEED}, {KILLS} kills")
    log = log_of(tmp_path / "storm.csv", rows=KILLS * ROWS_PER_KILL)
    expected, shown = calm(tmp_path / "calm", database(), log)
    assert expected["versions"][0] == 0
    where = database()
    portal = Portal(tmp_path / "storm", **where)
    try:
        portal.ready()
        send(portal, where, log)
        with reading(portal.home, where) as ask:
            landed = kill_some(portal, ask, random.Random(SEED))
            eventually(lambda: look(ask)[0] != "received", within=300, every=0.5)
            assert landed == KILLS, f"{look(ask)} after {landed} kills"
            assert state_hash(ask) == expected
        assert flow(portal.home, where) == shown
        eventually(lambda: portal.get("/readyz") == 200)
    finally:
        portal.stop()
    tell(f"the state is that of the calm run: {expected}")
