"""The clinic: a slot with a specialist, and at times a test before it."""

from carepath.simulator.pathways import bloods
from carepath.simulator.way import Way

SPECIALTIES = ("cardiology", "respiratory", "gastroenterology", "orthopaedics", "neurology")


def plan(way: Way) -> None:
    """Build the way of an outpatient, who comes a little before the slot."""
    planned = way.parameters.planned
    way.facts |= {"age": int(min(max(way.rng.gauss(55, 18), 16), 98)), "arrival": "clinic"}
    arrival = way.add("clinic_arrival")
    check_in = way.add("check_in", arrival)
    before = [check_in]
    if way.chance(planned.clinic_blood):
        before.append(bloods.add(way, check_in, by="phlebotomist"))
    if way.chance(planned.clinic_xray):
        before.append(way.add("xray", check_in, priority=4))
    consultation = way.add("consultation", tuple(before))
    way.add("clinic_end", consultation)
    way.facts["specialty"] = SPECIALTIES[int(way.rng.random() * len(SPECIALTIES))]
