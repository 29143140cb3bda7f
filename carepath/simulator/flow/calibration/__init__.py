"""Learn a hospital's model from its own record, a law at a time."""

from carepath.simulator.flow.calibration.learning import LEAST_STAYS, calibrate

__all__ = ["LEAST_STAYS", "calibrate"]
