"""What a number is before its journeys are named, and a record asked for it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import discharges as hospital
from carepath.analysis import emergency
from carepath.analysis.attendances import Attendances
from carepath.analysis.bed_waits import BedWaits
from carepath.analysis.discharges import HospitalStays
from carepath.analysis.long_stays import Inpatients
from carepath.capacity.queries.bed_waits import bed_waits
from carepath.capacity.queries.emergency import EmergencyNow, attendances, emergency_now
from carepath.capacity.queries.long_stays import inpatients
from carepath.capacity.queries.record import Record
from carepath.capacity.queries.ten import Measured, ten
from carepath.frames.moments import DAY
from carepath.places.models import Bed


@dataclass(frozen=True, slots=True)
class Told:
    """A number before its journeys are named: their positions and times in microseconds."""

    figures: tuple[tuple[str, str], ...]
    n: int
    of: int
    what: str
    journeys: NDArray[np.int64]
    us: NDArray[np.int64]


class Asked:
    """A record asked about a window and a stage; each answer is computed once."""

    def __init__(self, found: Record, days: int, stage: str) -> None:
        self.found, self.stage, self.at = found, stage, found.at
        self.low, self.days = found.at - days * DAY, days

    @cached_property
    def every(self) -> Attendances:
        return attendances(self.found)

    @cached_property
    def here(self) -> Attendances:
        return self.every.only(self.every.here)

    @cached_property
    def came(self) -> Attendances:
        return emergency.arrived_within(self.every, self.low, self.at)

    @cached_property
    def now(self) -> EmergencyNow:
        return emergency_now(self.found, self.every)

    @cached_property
    def waits(self) -> BedWaits:
        return bed_waits(self.found)

    @cached_property
    def inside(self) -> Inpatients:
        return inpatients(self.found)

    @cached_property
    def ten(self) -> dict[str, Measured]:
        return {one.key: one for one in ten(self.found, days=self.days)}

    @cached_property
    def left(self) -> HospitalStays:
        outside = self.found.of_care(Bed.Care.EMERGENCY, Bed.Care.DAY)
        words_of, spans = self.found.words, self.found.spans
        stays = hospital.hospital_stays(spans, outside, words_of, self.at)
        return hospital.left_within(stays, self.low, self.at)
