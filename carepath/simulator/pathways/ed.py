"""The emergency department: registration, triage, a space, the doctor, tests, decision, bed."""

from bisect import bisect
from itertools import accumulate

from carepath.frames.moments import MINUTE
from carepath.simulator.pathways import bloods, hip, sepsis, stroke, theatre, wards
from carepath.simulator.way import Way

PLAIN, SEPSIS, STROKE, HIP = "", "sepsis", "stroke", "hip fracture"
COMPLAINTS = {
    "MIN": ("injury of an arm", "injury of a leg", "wound", "sore throat", "rash", "eye"),
    "MAJ": ("chest pain", "breathlessness", "abdominal pain", "fall", "headache", "dizziness"),
    "RES": ("collapse", "chest pain", "breathlessness", "seizure", "major injury"),
    SEPSIS: ("fever", "confusion", "breathlessness"),
    STROKE: ("weakness of one side", "speech", "collapse"),
    HIP: ("fall",),
}
"""What people say at the door, by pathway or place."""


def plan(way: Way) -> None:
    """Build the way of somebody who comes by themselves or by ambulance."""
    pathway = _pathway(way)
    acuity = 2 if pathway else 1 + _draw(way, way.parameters.mix.acuity)
    _visit(way, acuity, pathway)


def casualty(way: Way) -> None:
    """Build the way of one of many who come at once: badly hurt, most of them for surgery."""
    _visit(way, 1 + _draw(way, (0.15, 0.45, 0.4)), PLAIN)


def _pathway(way: Way) -> str:
    mix = way.parameters.mix
    shares = (mix.sepsis, mix.stroke, mix.hip)
    return (SEPSIS, STROKE, HIP, PLAIN)[_draw(way, (*shares, 1 - sum(shares)))]


def _draw(way: Way, shares: tuple[float, ...]) -> int:
    """Return a position, each as likely as its share."""
    return min(bisect(list(accumulate(shares)), way.rng.random()), len(shares) - 1)


def _visit(way: Way, acuity: int, pathway: str) -> None:
    mix, rng = way.parameters.mix, way.rng
    area = _area(way, acuity, pathway)
    age = _age(way, acuity, pathway)
    ambulance = way.chance(0.9 if pathway else mix.ambulance[acuity - 1])
    admitted = bool(pathway) or way.chance(mix.admitted[acuity - 1])
    way.facts |= {"acuity": acuity, "age": age, "arrival": "ambulance" if ambulance else "walk-in"}
    if pathway:
        way.facts["pathway"] = pathway
    arrival = way.add("arrival")
    registration = way.add("registration", arrival, priority=acuity)
    triage = way.add("triage", registration, priority=acuity)
    stay = way.add("ed_stay", triage, priority=acuity)
    way.steps[stay].wanted = area
    doctor = way.add("doctor", upon=stay, priority=acuity)
    done = _tests(way, area, acuity, stay, doctor, triage, pathway)
    if acuity == 1 and way.chance(mix.dies_in_department):
        _dies(way, stay, done)
    elif admitted:
        _admit(way, area, acuity, age, stay, done, pathway)
    else:
        home(way, stay, done)
    if acuity >= 3 and not pathway and way.chance(mix.impatient):
        low, high = mix.patience
        _patience(way, doctor, int(rng.uniform(low, high) * MINUTE))
    _say_why(way, area, pathway)


def _say_why(way: Way, area: str, pathway: str) -> None:
    """Note what the patient complains of, and what brought many at once."""
    complaints = COMPLAINTS[pathway or area]
    way.facts["complaint"] = complaints[int(way.rng.random() * len(complaints))]
    if way.visit.detail:
        way.facts["reason"] = way.visit.detail


def _area(way: Way, acuity: int, pathway: str) -> str:
    if pathway == STROKE or acuity == 1:
        return "RES"
    share = way.parameters.mix.majors[acuity - 1]
    if pathway or way.chance(share):
        return "MAJ"
    return "RES" if acuity == 2 else "MIN"


def _age(way: Way, acuity: int, pathway: str) -> int:
    mix = way.parameters.mix
    if pathway:
        return int(min(max(way.rng.gauss(77 if pathway != SEPSIS else 70, 11), 35), 101))
    return int(min(max(way.rng.gauss(mix.age_mean[acuity - 1], mix.age_spread), 16), 101))


def _tests(
    way: Way, area: str, acuity: int, stay: int, doctor: int, triage: int, pathway: str
) -> int:
    """Add tests and treatment, and return the step after which the decision can be taken."""
    shares = way.parameters.tests
    waits_for = []
    if pathway == SEPSIS:
        waits_for += sepsis.add(way, triage, stay)
    elif pathway == STROKE:
        waits_for += stroke.add(way, triage, stay, doctor)
    elif pathway == HIP:
        waits_for.append(way.add("xray", doctor, priority=acuity))
    if pathway or way.chance(shares.blood[area]):
        waits_for.append(bloods.add(way, upon=stay, priority=acuity))
    for key in ("xray", "ct", "ultrasound"):
        if not pathway and way.chance(shares[key][area]):
            waits_for.append(way.add(key, doctor, priority=acuity))
    done = doctor
    if waits_for:
        done = way.add("review", (doctor, *waits_for), priority=acuity)
    if way.chance(shares.treatment[area]):
        done = way.add("treatment", done, priority=acuity)
    return done


def home(way: Way, stay: int, done: int) -> None:
    """Add the decision, the way out, and the end."""
    decision = way.add("to_discharge", done)
    leaves = way.add("ed_left", decision)
    way.delay(leaves, "after_decision")
    way.ends(leaves, stay)
    way.add("discharged", leaves)


def _dies(way: Way, stay: int, done: int) -> None:
    leaves = way.add("ed_left", done)
    way.delay(leaves, "after_decision")
    way.ends(leaves, stay)
    way.add("died", leaves)


def _patience(way: Way, doctor: int, length: int) -> None:
    """Let the patient leave unless the doctor has begun within this time after triage."""
    leaves = way.add("ed_left")
    way.steps[leaves].needs += 1
    way.add("left_unseen", leaves)
    way.patience = (length, doctor, leaves)


def _admit(way: Way, area: str, acuity: int, age: int, stay: int, done: int, pathway: str) -> None:
    """Add the specialty's review, the decision to admit, the bed and what follows there."""
    mix = way.parameters.mix
    specialty = way.add("specialty", done, priority=acuity)
    decision = way.add("to_admit", specialty)
    if pathway == STROKE:
        bed = wards.bed(way, "STR", decision, stay)
        wards.days(way, bed, "STR")
    elif pathway == HIP:
        bed = wards.bed(way, "ORT", decision, stay)
        hip.add(way, bed)
    else:
        bed = _bed(way, acuity, age, stay, decision, pathway, mix)
    way.add("ed_left", upon=bed)


def _bed(
    way: Way, acuity: int, age: int, stay: int, decision: int, pathway: str, mix: object
) -> int:
    surgical = mix.surgical_casualties if way.visit.kind == "casualty" else mix.surgical
    kind = _draw(way, (surgical, mix.orthopaedic, mix.intensive, 1.0))
    if pathway == SEPSIS:
        kind = 2 if way.chance(0.10) else 3
    if kind == 2:
        bed = wards.bed(way, "ICU", decision, stay, key="icu_stay", priority=1)
        wards.intensive(way, bed, "SEP" if pathway else "MED")
    elif kind < 2:
        unit, days = (("SUR", "SUR"), ("ORT", "ORT"))[kind]
        bed = wards.bed(way, unit, decision, stay)
        operated = way.chance(way.parameters.stays.operated)
        wards.days(way, bed, days, after=theatre.urgent(way, bed) if operated else -1)
    else:
        bed = wards.bed(way, "AMU", decision, stay, key="amu_stay")
        wards.assessment(way, bed, age)
    return bed
