"""The ways of patients: emergency, wards, theatre, clinic, and the three timed pathways."""

from carepath.simulator.pathways import clinic, ed, theatre, wards
from carepath.simulator.way import Way

PLANS = {
    "ed": ed.plan,
    "casualty": ed.casualty,
    "clinic": clinic.plan,
    "planned": theatre.plan,
    "inpatient": wards.already_in,
}
"""Kind of visit to the function that builds its way."""


def build(way: Way) -> None:
    """Build the way of a visit by its kind."""
    PLANS[way.visit.kind](way)
