"""Changes: what people or fate do to the invented hospital from outside, each with its moment."""

from dataclasses import dataclass

BEDS, STAFF, DOWN, CASUALTIES, ARRIVALS, EFFECT, SOONER, LONGER = (
    "beds",
    "staff",
    "down",
    "casualties",
    "arrivals",
    "effect",
    "sooner",
    "longer",
)
KINDS = (BEDS, STAFF, DOWN, CASUALTIES, ARRIVALS, EFFECT, SOONER, LONGER)


class ChangeError(ValueError):
    """A change that the hospital cannot make; the text says why."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in force from `at` (microseconds UTC), and up to `until` where it ends by itself.

    | kind | name | value |
    |---|---|---|
    | beds | unit code | open beds |
    | staff | role/shift, such as ed_doctor/early | number on duty |
    | down | station, such as ct or lab | machines that are down, 0 = all of them |
    | casualties | what happened | patients who come at once |
    | arrivals | what goes round, such as flu | factor on emergency arrivals |
    | effect | lever | 1 = on, 0 = off |
    | sooner | unit/hours, such as MEA/3 | patients who go home today so many hours sooner |
    | longer | station, such as ct | more that serve than by the roster |
    """

    at: int
    kind: str
    name: str
    value: float
    until: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ChangeError(f"{self.kind!r} is none of {', '.join(KINDS)}.")
        if self.value < 0:
            raise ChangeError(f"{self.kind} {self.name}: a value of 0 or more is needed.")
        if self.until is not None and self.until <= self.at:
            raise ChangeError(f"{self.kind} {self.name}: it ends before it begins.")
