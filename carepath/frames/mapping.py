"""Mapping: which column of a file means what, and what the file cannot say of itself."""

from collections.abc import Mapping as Dictionary
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from carepath.frames.patterns import EPOCHS, PatternError, compile_pattern
from carepath.frames.spans import PHASES, PRECISIONS

LAST_EVENT, END_STAGES, SILENCE = "last_event", "end_stages", "silence"
CLOSING_RULES = (LAST_EVENT, END_STAGES, SILENCE)
ROLES = (
    "case",
    "activity",
    "time",
    "start",
    "requested",
    "lifecycle",
    "instance",
    "event_id",
    "unit",
    "role",
    "patient",
)
"""Fields that each name one column of the file."""
MOST_S = 2**31 - 1
ENCODINGS = ("utf-8", "utf-16", "cp1252")


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
    `requested` are further columns of the same row. Format '' means ISO 8601; else letters such as
    `dd-MM-yyyy HH:mm`, strptime such as `%d-%m-%Y %H:%M`, or epoch_s, epoch_ms. Attributes are text
    except `numeric_attributes`, which use `decimal_mark`. Without a head (`has_header` false) the
    columns are called Column 1, Column 2 and so on. `longest_s` holds the seconds beyond which a
    visit of a stage is not plausible.
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
    numeric_attributes: tuple[str, ...] = ()

    time_format: str = ""
    timezone: str = "UTC"
    precision: str = "s"
    delimiter: str = ","
    has_header: bool = True
    encoding: str = "utf-8"
    decimal_mark: str = "."
    null_words: tuple[str, ...] = ("",)

    closing_rule: str = LAST_EVENT
    end_stages: tuple[str, ...] = ()
    silence_days: int = 0
    phases: Dictionary[str, str] = field(default_factory=dict)
    longest_s: Dictionary[str, int] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    def __post_init__(self) -> None:
        for check in (_check_columns, _check_times, _check_text, _check_closing, _check_targets):
            check(self)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column of the file that is used, without repeats."""
        roles = tuple(getattr(self, name) for name in ROLES)
        names = roles + self.case_attributes + self.event_attributes
        return tuple(dict.fromkeys(name for name in names if name))

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON types; `from_dict` reads them back."""
        return asdict(self)


def _check_columns(mapping: Mapping) -> None:
    for name in ("case", "activity", "time"):
        if not getattr(mapping, name):
            raise MappingError(f"{name}: name the column that holds it.")
    if mapping.time == mapping.start:
        raise MappingError("start: name another column than for time.")


def _check_times(mapping: Mapping) -> None:
    if mapping.timezone not in _zones():
        raise MappingError(f"timezone: {mapping.timezone!r} is not an IANA time zone.")
    if mapping.precision not in PRECISIONS:
        raise MappingError(f"precision: one of {', '.join(PRECISIONS)}.")
    if mapping.time_format and mapping.time_format not in EPOCHS:
        try:
            compile_pattern(mapping.time_format)
        except PatternError as error:
            raise MappingError(f"time_format: {error}") from error


@cache
def _zones() -> set[str]:
    return available_timezones()


def _check_text(mapping: Mapping) -> None:
    if len(mapping.delimiter) != 1 or mapping.delimiter in '\r\n"\0':
        raise MappingError("delimiter: one character, such as , or ;")
    if mapping.encoding not in ENCODINGS:
        raise MappingError(f"encoding: one of {', '.join(ENCODINGS)}.")
    if mapping.decimal_mark not in (".", ","):
        raise MappingError("decimal_mark: a point or a comma.")


def _check_closing(mapping: Mapping) -> None:
    if mapping.closing_rule not in CLOSING_RULES:
        raise MappingError(f"closing_rule: one of {', '.join(CLOSING_RULES)}.")
    if mapping.closing_rule == END_STAGES and not mapping.end_stages:
        raise MappingError("end_stages: name at least one stage that ends a journey.")
    if mapping.closing_rule == SILENCE and mapping.silence_days < 1:
        raise MappingError("silence_days: a whole number of days, at least 1.")


def _check_targets(mapping: Mapping) -> None:
    for stage, phase in mapping.phases.items():
        if phase not in PHASES:
            raise MappingError(f"phases: {phase!r} of {stage!r} is none of {', '.join(PHASES)}.")
    for stage, seconds in mapping.longest_s.items():
        if not 1 <= seconds <= MOST_S:
            raise MappingError(f"longest_s: {stage!r} needs seconds from 1 to {MOST_S}.")
    if any(target.within_s < 1 for target in mapping.targets):
        raise MappingError("targets: within_s is a whole number of seconds, at least 1.")


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
        missing = [name for name in ("case", "activity", "time") if name not in values]
        raise MappingError(f"{', '.join(missing)}: name the column that holds it.") from error


def _plain(name: str, kind: Any, value: Any) -> Any:
    if name == "targets":
        return _targets(value)
    if name == "phases":
        if not isinstance(value, Dictionary):
            raise MappingError("phases: an object of stage to phase is needed.")
        return {str(stage): str(phase) for stage, phase in value.items()}
    if name == "longest_s":
        return _limits(value)
    if "tuple" in str(kind):
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise MappingError(f"{name}: a list of texts is needed.")
        return tuple(value)
    if kind is bool:
        if not isinstance(value, bool):
            raise MappingError(f"{name}: true or false is needed.")
        return value
    if kind is int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise MappingError(f"{name}: a whole number is needed.")
        return value
    if not isinstance(value, str):
        raise MappingError(f"{name}: a text is needed.")
    return value


def _limits(value: Any) -> dict[str, int]:
    counts = value.values() if isinstance(value, Dictionary) else [None]
    if any(not isinstance(count, int) or isinstance(count, bool) for count in counts):
        raise MappingError("longest_s: an object of stage to whole seconds is needed.")
    return {str(stage): seconds for stage, seconds in value.items()}


def _targets(value: Any) -> tuple[Target, ...]:
    try:
        return tuple(Target(str(t["source"]), str(t["target"]), int(t["within_s"])) for t in value)
    except (TypeError, KeyError, ValueError) as error:
        raise MappingError("targets: a list of {source, target, within_s} is needed.") from error
