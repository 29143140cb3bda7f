"""Who runs a scenario is killed in the middle: its runs are kept, somebody else goes on, and the
answer is that of a scenario nobody was killed for. Cancelled, it stops.

Real sweeps and a real worker of Celery with its broker, as the supervisor starts them, on both
databases: no web server, no beat.
"""

import json
import subprocess
import sys

import pytest

from carepath.work.management import broker
from tests.running import ROOT, environment, eventually, is_up, manage, plain, reading

pytestmark = pytest.mark.slow
PAIRS, KILLS, SWEEPS = 30, 2, 2
FIT_RUNS = 40
WORLD = """
from carepath.ui import clock
from tests.factories import ben
from tests.scenarios.worlds import hospital

ben(first_name="Ben", last_name="Smit")
hospital(weeks=9, until=clock.now())
"""
ASK = """
from carepath.accounts.models import User
from carepath.places.models import Site
from carepath.scenarios import actions
from carepath.simulator.flow import Change
from carepath.ui import clock

print(actions.ask(
    site=Site.objects.get(slug="north"), name="Four more beds", weeks=4, pairs={pairs}, anew=True,
    changes=[Change("beds", "W2", 4)], by=User.objects.get(username="ben"), at=clock.now(),
).pk)
"""
ASK_ON_THE_PAGE = """
from django.test import Client
from carepath.accounts.models import User

client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(username="ben"))
asked = {{"kind_0": "beds", "where_0": "unit:W2", "amount_0": "+4", "weeks": "4", "anew": "on"}}
answer = client.post("/what-if/new/?site=north", asked | {{"pairs": "{pairs}"}})
assert answer.status_code == 302, answer.status_code
print(answer.url.strip("/").rpartition("/")[2])
"""
WORKER = ["-m", "celery", "--app", "carepath.config.celery", "worker", "--pool", "solo"]
SWEEP = ["manage.py", "sweep"]
CANCEL = """
from carepath.accounts.models import User
from carepath.scenarios import actions
from carepath.scenarios.models import Scenario
from carepath.ui import clock

actions.cancel(
    scenario=Scenario.objects.get(pk={pk}), by=User.objects.get(username="ben"), at=clock.now()
)
"""
LOOK = "select state, done, total, leased_by from scenarios_scenario where id = {pk}"
RUNS = (
    "select r.id, r.changes, r.place from scenarios_run r join scenarios_scenario s "
    "on s.calibration_id = r.calibration_id where s.id = {pk}"
)
SIGNS = "select name from work_heartbeat order by name"
ANSWER = "select result from scenarios_scenario where id = {pk}"


class Bench:
    """A small hospital, the processes that look after its waiting work, and what is written."""

    def __init__(self, home, where):
        self.home, self.where, self.running = home, where, {}
        assert manage("setup", home=home, **where).returncode == 0
        self.does(WORLD)

    def start(self, words=SWEEP):
        """One more process that does what waits; return its number."""
        return self._started([sys.executable, *words])

    def start_broker(self):
        """A broker, which doors and workers are told of from now on."""
        found = broker.embedded(self.home / "run")
        self._started(found.command)
        self.where = self.where | {"CAREPATH_BROKER_URL": found.url}
        eventually(lambda: broker.answers(found.url))

    def _started(self, command):
        with (self.home.parent / f"process{len(self.running)}.out").open("w") as said:
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=said, stderr=said,
                env=environment(self.home, **self.where),
            )  # fmt: skip
        self.running[process.pid] = process
        return process.pid

    def kill(self, pid):
        self.running[pid].kill()
        self.running[pid].wait(timeout=30)

    def does(self, text):
        done = manage("shell", "--no-imports", "-c", text, home=self.home, **self.where)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def asked(self, pairs=PAIRS, text=ASK):
        return int(self.does(text.format(pairs=pairs)))

    def rows(self, query, pk):
        with reading(self.home, self.where) as ask:
            return ask(query.format(pk=pk)).fetchall()

    def look(self, pk):
        return self.rows(LOOK, pk)[0]

    def answer(self, pk):
        eventually(lambda: self.look(pk)[0] != "waiting", within=300, every=0.2)
        assert self.look(pk)[0] == "done", self.look(pk)
        return json.loads(plain(self.rows(ANSWER, pk)[0][0]))

    def holder(self, pk, least):
        """The living process that runs a scenario of which at least so many pieces are done."""
        state, done, total, by = self.look(pk)
        assert state == "waiting" and (not total or done < total), "It was over before the kill."
        pid = int(by.split(":")[1]) if by and done >= least else 0
        return pid if pid and is_up(pid) else 0


@pytest.fixture
def bench(tmp_path, database):
    found = Bench(tmp_path / "home", database())
    try:
        yield found
    finally:
        for pid in found.running:
            found.kill(pid)


def test_killed_in_the_middle_it_goes_on_from_the_runs_that_are_kept(bench):
    for _ in range(SWEEPS):
        bench.start()
    calm = bench.answer(bench.asked())
    pk, kept = bench.asked(), set()
    for n in range(1, KILLS + 1):
        pid = eventually(lambda least=10 * n: bench.holder(pk, least), within=120, every=0.01)
        bench.kill(pid)
        bench.start()
        before, kept = kept, set(bench.rows(RUNS, pk))
        assert len(kept) >= 10 * n - 1 and before <= kept
    assert bench.answer(pk) == calm
    runs = bench.rows(RUNS, pk)
    assert kept < set(runs) and len(runs) == len({run[1:] for run in runs})

    late = bench.asked()
    eventually(lambda: bench.holder(late, 5), within=120, every=0.01)
    bench.does(CANCEL.format(pk=late))
    stopped = bench.look(late)
    assert stopped[0] == "cancelled" and stopped[1] < stopped[2]
    again = bench.asked(pairs=2)  # whoever ran the cancelled one is free for the next
    assert bench.answer(again)
    assert bench.look(late)[:3] == stopped[:3]


def test_who_asks_wakes_a_worker_that_goes_on_to_the_answer_alone(bench):
    bench.start_broker()
    worker = bench.start(WORKER)
    pk = bench.asked(pairs=20, text=ASK_ON_THE_PAGE)
    eventually(lambda: bench.holder(pk, 1) == worker, within=120, every=0.01)
    alone = bench.answer(pk)
    runs = bench.rows(RUNS, pk)
    assert len(runs) == FIT_RUNS + 2 * 20 == bench.look(pk)[2] - 1
    assert bench.rows(SIGNS, pk) == [("worker",)]

    sweep = bench.start()  # now both look: whoever has the lease makes a run, and nobody another
    pk = bench.asked(pairs=20, text=ASK_ON_THE_PAGE)
    holders = set()
    eventually(lambda: holders.add(bench.look(pk)[3]) or bench.look(pk)[0] == "done", within=300)
    pids = {int(one.split(":")[1]) for one in holders if one}
    assert bench.answer(pk) == alone and worker in pids <= {worker, sweep}
    runs = bench.rows(RUNS, pk)
    assert len(runs) == FIT_RUNS + 2 * 20
    numbers = [run[0] for run in runs]  # a try that was in vain would have taken a number
    assert max(numbers) - min(numbers) == len(numbers) - 1

    bench.kill(sweep)
    pk = bench.asked(text=ASK_ON_THE_PAGE, pairs=20)
    eventually(lambda: bench.holder(pk, 10) == worker, within=120, every=0.01)
    bench.kill(worker)
    bench.start()
    assert bench.answer(pk) == alone
