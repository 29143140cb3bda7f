"""How states of scenarios look: never by colour alone."""

from carepath.scenarios.models import Scenario

EVERY_S = 2
"""Between two looks of a page on which something is run."""
LOOKS = {
    Scenario.State.WAITING: "hourglass",
    Scenario.State.DONE: "circle-check",
    Scenario.State.FAILED: "triangle-alert",
    Scenario.State.CANCELLED: "circle-x",
}
"""Icon of each state."""
