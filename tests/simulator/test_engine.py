"""Laws of queues, held by small networks made of the engine's own stations and beds."""

from math import exp, factorial
from random import Random
from statistics import mean, stdev

import pytest

from carepath.frames.moments import HOUR, MINUTE
from carepath.frames.spans import SERVICE, STAY
from carepath.simulator.engine import COME, PATIENCE, Engine, Patient
from carepath.simulator.stages import Stage
from carepath.simulator.stations import Beds, Pool, Station
from carepath.simulator.way import ENDED, QUEUED, Step, Visit
from tests.simulator.worlds import STARTS, civil

SERVE = Stage("serve", "Serve", SERVICE, "department", "ED", "desk")
FREE = Stage("free", "Free", SERVICE, "department", "ED")
STAYS = Stage("stays", "Stays", STAY, "ward")
ENDS = Stage("ends", "Ends", SERVICE, "ward", "ED")


def network(capacity=1, beds=0):
    pools = [Pool((Beds("A", beds, beds),))] if beds else []
    return Engine(civil(), STARTS, stations=[Station("desk", "clerk", 0, capacity)], pools=pools)


def stream(engine, make, rate, hours, seed):
    """Let patients come by a Poisson process; return them all."""
    rng, at, everybody = Random(seed), float(STARTS), []

    def bring(visit):
        patient = Patient(visit, len(everybody), make(rng))
        everybody.append(patient)
        engine.admit(patient)
        if patient.patience:
            engine.agenda.put(engine.now, PATIENCE, patient)

    engine.bring = bring
    number = 0
    while at < STARTS + hours * HOUR:
        at += rng.expovariate(rate / HOUR)
        engine.agenda.put(int(at), COME, Visit(f"C{number}", "x", int(at), "P"))
        number += 1
    engine.agenda.run_until(STARTS + (hours + 1000) * HOUR)
    return everybody


def served(rng, per_hour):
    return [Step(SERVE, int(rng.expovariate(per_hour / HOUR)), 3)]


def erlang_b(load, servers):
    block = 1.0
    for k in range(1, servers + 1):
        block = load * block / (k + load * block)
    return block


def erlang_c(load, servers):
    block = erlang_b(load, servers)
    return servers * block / (servers - load * (1 - block))


def batches(values, count=20):
    """Mean, and half the width of a 99.9 % interval from batch means."""
    size = len(values) // count
    means = [mean(values[n * size : (n + 1) * size]) for n in range(count)]
    return mean(means), 3.88 * stdev(means) / count**0.5


@pytest.mark.parametrize(("rate", "servers"), [(0.8, 1), (2.0, 3), (9.0, 12)])
def test_waits_of_m_m_c(rate, servers):
    engine = network(servers)
    everybody = stream(engine, lambda rng: served(rng, 1.0), rate, 6_000 / rate, seed=servers)
    waits = [(p.steps[0].started - p.steps[0].requested) / HOUR for p in everybody]
    waiting, wide = batches([float(wait > 0) for wait in waits])
    chance = erlang_c(rate, servers)
    assert abs(waiting - chance) < wide
    average, wide = batches(waits)
    assert abs(average - chance / (servers - rate)) < wide
    assert engine.patients == {}


@pytest.mark.parametrize(("load", "servers"), [(2.0, 3), (9.0, 12)])
def test_losses_of_erlang_b(load, servers):
    """Who finds nobody free at once leaves: the engine's patience with a length of nothing."""

    def make(rng):
        steps = served(rng, 1.0)
        steps.append(Step(FREE, 0, 3))
        steps[1].needs = 1
        return steps

    engine = network(servers)
    admit = engine.admit

    def hurried(patient):
        patient.patience = (0, 0, 1)
        admit(patient)

    engine.admit = hurried
    everybody = stream(engine, make, load, 6_000 / load, seed=3)
    lost, wide = batches([float(p.steps[0].started < 0) for p in everybody])
    assert abs(lost - erlang_b(load, servers)) < wide
    assert all(p.steps[0].ended >= 0 for p in everybody)


def test_m_g_infinity_is_poisson():
    """Stays of any law, nobody waits: the number in care is Poisson with mean rate times length."""

    def make(rng):
        return [Step(FREE, int(HOUR * (0.5 if rng.random() < 0.8 else 8.0)), 3)]

    everybody = stream(network(), make, 4.0, 1500, seed=5)
    spans = sorted((p.steps[0].started, p.steps[0].ended) for p in everybody)
    load = 4.0 * (0.8 * 0.5 + 0.2 * 8)
    looks = [STARTS + hour * HOUR for hour in range(100, 1400, 2)]
    counts, active, place = [], [], 0
    for look in looks:
        while place < len(spans) and spans[place][0] <= look:
            active.append(spans[place][1])
            place += 1
        active = [end for end in active if end > look]
        counts.append(len(active))
    average, wide = batches(counts)
    assert abs(average - load) < wide
    none = sum(exp(-load) * load**k / factorial(k) for k in range(5))
    share, wide = batches([float(count < 5) for count in counts])
    assert abs(share - none) < wide


def test_the_queue_goes_by_priority_then_request_then_number():
    engine = network(1)
    order = []
    engine.on_start["serve"] = lambda patient, step: order.append(patient.visit.number)
    for number, (name, priority) in enumerate([("a", 3), ("b", 3), ("c", 1), ("d", 3)]):
        engine.admit(Patient(Visit(name, "x", 0, "P"), number, [Step(SERVE, MINUTE, priority)]))
    engine.agenda.run_until(STARTS + HOUR)
    assert order == ["a", "c", "b", "d"]


def test_less_capacity_finishes_what_goes_on():
    engine = network(2)
    desk = engine.stations["desk"]
    patients = [Patient(Visit(f"{n}", "x", 0, "P"), n, [Step(SERVE, HOUR, 3)]) for n in range(4)]
    for patient in patients:
        engine.admit(patient)
    desk.capacity = 1
    engine.agenda.run_until(STARTS + HOUR + MINUTE)
    assert [p.steps[0].started - STARTS for p in patients[:3]] == [0, 0, HOUR]
    assert patients[3].steps[0].state == QUEUED and desk.busy == 1


def test_a_bed_goes_to_the_next_when_the_stay_ends():
    engine = network(beds=1)
    patients = []
    for number in range(2):
        stay, ends = Step(STAYS, 0, 3), Step(ENDS, HOUR, 3)
        stay.wanted, stay.upon, ends.needs, ends.then = "A", [1], 1, [~0]
        patients.append(Patient(Visit(f"{number}", "x", 0, "P"), number, [stay, ends]))
        engine.admit(patients[-1])
    engine.agenda.run_until(STARTS + 3 * HOUR)
    first, second = (patient.steps[0] for patient in patients)
    assert first.ended - STARTS == second.started - STARTS == HOUR
    assert first.place == second.place == 0 and second.state == ENDED
    assert engine.beds["A"].held == 0
