"""The register of definitions: what each shown number means, once for pages, API and exports.

The texts are message ids: a page shows `gettext(text)`. A changed formula raises `version`.
"""

from carepath.frames.definitions import (
    capacity,
    findings,
    forecasts,
    hand_overs,
    imports,
    journeys,
    milestones,
    now,
    places,
    pressures,
    scenarios,
)
from carepath.frames.definitions.register import (
    CAPACITY,
    FINDING,
    IMPORTS,
    TOPICS,
    Definition,
    Register,
)

__all__ = ["CAPACITY", "FINDING", "IMPORTS", "REGISTER", "TOPICS", "Definition", "Register"]

REGISTER = Register(
    definition
    for topic in (
        journeys,
        hand_overs,
        milestones,
        findings,
        capacity,
        now,
        forecasts,
        scenarios,
        pressures,
        places,
        imports,
    )
    for definition in topic.DEFINITIONS
)
"""Every number that a page shows."""
