from carepath.frames.mapping import Mapping
from carepath.frames.spans import KINDS
from carepath.simulator import parameters, stages


def test_stages_make_a_mapping():
    mapping = Mapping(
        case="case",
        activity="stage",
        time="ended",
        closing_rule="end_stages",
        end_stages=stages.END_STAGES,
        phases=stages.PHASES,
        targets=stages.TARGETS,
    )
    names = set(mapping.phases)
    assert set(stages.END_STAGES) <= names
    assert {name for target in mapping.targets for name in (target.source, target.target)} <= names


def test_units_and_stations_exist():
    loaded = parameters.load()
    assert set(loaded.units) == {*stages.SPACES, *stages.INPATIENT}
    for stage in stages.STAGES.values():
        assert not stage.unit or stage.unit in stages.UNITS
        assert not stage.station or stage.station in loaded.stations
        assert stage.kind <= len(KINDS)
    assert set(stages.UNITS) >= set(loaded.units)
