from carepath.simulator import levers


def test_one_helps_one_does_nothing_one_harms():
    truths = {lever.truth for lever in levers.LEVERS.values()}
    assert truths == {levers.HELPS, levers.NOTHING, levers.HARMS}


def test_rules_count_only_while_their_lever_is_on():
    assert {rule.lever for rule in levers.rules()} <= set(levers.LEVERS)
