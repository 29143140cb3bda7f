from tests.simulator.worlds import events


def test_a_sample_is_analysed_then_the_result_is_there():
    frame = events(7)
    sample, lab, result = (
        frame.filter(stage=name).height for name in ("Blood sample", "Lab analysis", "Lab result")
    )
    assert sample >= lab >= result > 0.95 * sample > 500
