"""Parameters: `parameters.toml` as frozen values; a scenario may replace any number in it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import exp, log
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from carepath.frames.moments import MINUTE

DOCUMENT = Path(__file__).with_name("parameters.toml")


class ParameterError(ValueError):
    """A scenario that does not fit the document; the text names the parameter."""


@dataclass(frozen=True, slots=True)
class Timing:
    """A lognormal time: `mean` minutes, `spread` = standard deviation of its logarithm."""

    mean: float
    spread: float
    centre: float

    def draw(self, rng: Any) -> int:
        """Return one time in microseconds."""
        return int(exp(rng.gauss(self.centre, self.spread)) * MINUTE)


def timing(mean: float, spread: float) -> Timing:
    if mean <= 0 or spread < 0:
        raise ParameterError(f"[{mean}, {spread}]: a mean above 0 and a spread of 0 or more.")
    return Timing(mean, spread, log(mean) - spread * spread / 2)


class Section(Mapping):
    """One table of the document: read by name, as attribute or key; it cannot be changed."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.__dict__.update(content)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError("Parameters are frozen: load them again with a scenario.")

    def __getitem__(self, key: str) -> Any:
        return self.__dict__[key]

    def __iter__(self):
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)


@dataclass(frozen=True)
class Parameters:
    """The whole document; `content` is plain JSON types, everything else is read from it."""

    content: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.content:
            raise AttributeError(name)
        return self.content[name]

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.content["site"]["zone"])

    @cached_property
    def timings(self) -> Mapping[str, Timing]:
        """Return how long steps and the delays before them take."""
        return _timings(self.content["timings"])

    @cached_property
    def holds(self) -> Mapping[str, Timing]:
        """Return how long it takes from a request until somebody can see to it."""
        return _timings(self.content["holds"])

    @cached_property
    def nights(self) -> Mapping[str, Timing]:
        """Return the length of stay by kind of patient, in nights (a Timing of days)."""
        return {name: timing(*pair) for name, pair in self.content["stays"]["days"].items()}


def _timings(pairs: Mapping[str, tuple[float, float]]) -> Mapping[str, Timing]:
    hours = 60  # minutes
    return {
        name: timing(mean * hours if name.endswith("_hours") else mean, spread)
        for name, (mean, spread) in pairs.items()
    }


def load(scenario: Mapping[str, Any] | None = None) -> Parameters:
    """Return the document's parameters with a scenario laid over them.

    A scenario is a nested mapping such as {"arrivals": {"per_day": 300}}. ParameterError names a
    parameter that does not exist, or a value of another shape.
    """
    document = tomllib.loads(DOCUMENT.read_text(encoding="utf-8"))
    return Parameters(_frozen(_merged(document, scenario or {}, "")))


def _merged(document: Mapping[str, Any], scenario: Mapping[str, Any], path: str) -> dict[str, Any]:
    if not isinstance(scenario, Mapping):
        raise ParameterError(f"{path.rstrip('.') or 'scenario'}: a table is needed.")
    unknown = [name for name in scenario if name not in document]
    if unknown:
        raise ParameterError(f"{path}{unknown[0]}: there is no such parameter.")
    merged = dict(document)
    for name, value in scenario.items():
        before, where = document[name], f"{path}{name}"
        if isinstance(before, Mapping):
            merged[name] = _merged(before, value, f"{where}.")
        else:
            merged[name] = _fitting(before, value, where)
    return merged


def _fitting(before: Any, value: Any, where: str) -> Any:
    """Return the value in the shape of the one it replaces."""
    if isinstance(before, list):
        if not isinstance(value, list | tuple) or len(value) != len(before):
            raise ParameterError(f"{where}: a list of {len(before)} is needed.")
        pairs = zip(before, value, strict=True)
        return [_fitting(one, other, where) for one, other in pairs]
    if isinstance(before, str):
        if not isinstance(value, str):
            raise ParameterError(f"{where}: a text is needed.")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ParameterError(f"{where}: a number of 0 or more is needed.")
    if isinstance(before, int) and value != int(value):
        raise ParameterError(f"{where}: a whole number is needed.")
    return type(before)(value)


def _frozen(content: Any) -> Any:
    if isinstance(content, dict):
        return Section({name: _frozen(value) for name, value in content.items()})
    if isinstance(content, list):
        return tuple(_frozen(value) for value in content)
    return content
