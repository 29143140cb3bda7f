from carepath.frames.moments import HOUR
from carepath.simulator.rules import Rule, Rules
from tests.simulator.worlds import STARTS, civil


def test_a_rule_fits_unit_hours_since_and_lever():
    rules = Rules(
        [
            Rule("a", "hold", extra=5, unit="X"),
            Rule("b", "hold", factor=2.0, hours=(22, 6)),
            Rule("c", "take", factor=0.5, since=STARTS + HOUR),
            Rule("d", "take", factor=3.0, lever="slow"),
            Rule("e", "take", factor=3.0, hours=(8, 12)),
        ],
        civil(),
    )
    assert rules.hold("a", 10, "X", STARTS) == 15 and rules.hold("a", 10, "Y", STARTS) == 10
    night, noon = STARTS + 3 * HOUR, STARTS + 12 * HOUR
    assert rules.hold("b", 10, "", night) == 20 and rules.hold("b", 10, "", noon) == 10
    assert rules.take("c", 10, "", STARTS) == 10 and rules.take("c", 10, "", noon) == 5
    assert rules.take("e", 10, "", noon) == 10 and rules.take("e", 10, "", noon - HOUR) == 30
    assert rules.take("d", 10, "", noon) == 10
    rules.levers.add("slow")
    assert rules.take("d", 10, "", noon) == 30
