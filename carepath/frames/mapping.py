"""Mapping: which column of a file means what, and what the file cannot say of itself."""

from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from carepath.frames.spans import PHASES

LAST_EVENT, END_STAGES, SILENCE = "last_event", "end_stages", "silence"
CLOSING_RULES = (LAST_EVENT, END_STAGES, SILENCE)


class MappingError(ValueError):
    """A mapping that cannot be used; the text names the field and says what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """From the first `source` stage to the first `target` stage at or after it, within seconds."""

    source: str
    target: str
    within_s: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names of columns are the file's own, exactly; '' means that the file has no such column.

    `time` is the time of a completion (or of either end when `lifecycle` is named); `start` and
    `requested` are further columns of the same row. Format '' means ISO 8601.
    """

    case: str
    activity: str
    time: str
    start: str = ""
    requested: str = ""
    lifecycle: str = ""
    instance: str = ""
    event_id: str = ""
    unit: str = ""
    role: str = ""
    patient: str = ""
    case_attributes: tuple[str, ...] = ()
    event_attributes: tuple[str, ...] = ()

    time_format: str = ""
    timezone: str = "UTC"
    precision: str = "s"
    delimiter: str = ","
    encoding: str = "utf-8"
    decimal_mark: str = "."
    null_words: tuple[str, ...] = ("",)

    closing_rule: str = LAST_EVENT
    end_stages: tuple[str, ...] = ()
    silence_days: int = 0
    phases: Dictionary[str, str] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        for name in ("case", "activity", "time"):
            if not getattr(self, name):
                raise MappingError(f"{name}: name the column that holds it.")
        if self.timezone not in available_timezones():
            raise MappingError(f"timezone: {self.timezone!r} is not an IANA time zone.")
        if self.closing_rule not in CLOSING_RULES:
            raise MappingError(f"closing_rule: one of {', '.join(CLOSING_RULES)}.")
        if self.closing_rule == END_STAGES and not self.end_stages:
            raise MappingError("end_stages: name at least one stage that ends a journey.")
        if self.closing_rule == SILENCE and self.silence_days < 1:
            raise MappingError("silence_days: a whole number of days, at least 1.")
        if self.precision not in ("us", "s", "min", "day"):
            raise MappingError("precision: one of us, s, min, day.")
        for stage, phase in self.phases.items():
            if phase not in PHASES:
                raise MappingError(
                    f"phases: {phase!r} of {stage!r} is none of {', '.join(PHASES)}."
                )
        for target in self.targets:
            if target.within_s < 1:
                raise MappingError("targets: within_s is a whole number of seconds, at least 1.")

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON types; `from_dict` reads them back."""
        return asdict(self)


def from_dict(content: Dictionary[str, Any]) -> Mapping:
    """Return the mapping that plain JSON types describe; MappingError names a wrong field."""
    if not isinstance(content, Dictionary):
        raise MappingError("mapping: a JSON object is needed.")
    known = {entry.name: entry.type for entry in fields(Mapping)}
    for name in content:
        if name not in known:
            raise MappingError(f"{name}: no such field in a mapping.")
    values = {name: _plain(name, known[name], value) for name, value in content.items()}
    try:
        return Mapping(**values)
    except TypeError as error:
        raise MappingError("case, activity, time: name the columns that hold them.") from error


def _plain(name: str, kind: Any, value: Any) -> Any:
    if name == "targets":
        return _targets(value)
    if name == "phases":
        if not isinstance(value, Dictionary):
            raise MappingError("phases: an object of stage to phase is needed.")
        return {str(stage): str(phase) for stage, phase in value.items()}
    if "tuple" in str(kind):
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise MappingError(f"{name}: a list of texts is needed.")
        return tuple(value)
    if kind is int or kind == "int":
        if not isinstance(value, int) or isinstance(value, bool):
            raise MappingError(f"{name}: a whole number is needed.")
        return value
    if not isinstance(value, str):
        raise MappingError(f"{name}: a text is needed.")
    return value


def _targets(value: Any) -> tuple[Target, ...]:
    try:
        return tuple(Target(str(t["source"]), str(t["target"]), int(t["within_s"])) for t in value)
    except (TypeError, KeyError, ValueError) as error:
        raise MappingError("targets: a list of {source, target, within_s} is needed.") from error
