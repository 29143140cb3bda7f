"""What a definition says, and the register that holds them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Return the text itself; the name marks it for translation."""
    return text


_ = gettext_noop

JOURNEYS, HAND_OVERS, MILESTONES, FINDINGS, CAPACITY, FORECASTS, ESCALATION, PLACES, IMPORTS = (
    _("Journeys"),
    _("Hand-overs"),
    _("Milestones and targets"),
    _("Findings"),
    _("Capacity"),
    _("Forecasts"),
    _("Escalation"),
    _("Places and people"),
    _("Imports"),
)
TOPICS = (
    JOURNEYS,
    HAND_OVERS,
    MILESTONES,
    FINDINGS,
    CAPACITY,
    FORECASTS,
    ESCALATION,
    PLACES,
    IMPORTS,
)
QUALITY_LEAD, SYSTEM_ADMINISTRATOR = _("quality lead"), _("system administrator")
BED_MANAGER = _("bed manager")


@dataclass(frozen=True, slots=True)
class Definition:
    """One number: `excludes` says what is left out, `owner` is a role's printed name.

    `needs` names the parameters without which it has no value: a pair of stages, or a target time.
    `page` is the name of the page that shows its value; '' where its own page does.
    """

    key: str
    topic: str
    title: str
    formula: str
    unit: str
    excludes: str
    owner: str = QUALITY_LEAD
    version: int = 1
    note: str = ""
    needs: tuple[str, ...] = ()
    page: str = ""


class Register:
    """Definitions by key, in the order they are listed."""

    def __init__(self, definitions: Iterable[Definition]) -> None:
        self._by_key = {definition.key: definition for definition in definitions}

    def __getitem__(self, key: str) -> Definition:
        """Return the definition; KeyError for an unknown key."""
        return self._by_key[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_key

    def __iter__(self) -> Iterator[Definition]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)

    def of_topic(self, topic: str) -> tuple[Definition, ...]:
        """Return the definitions of one topic, in order."""
        return tuple(found for found in self if found.topic == topic)


HOURS, DURATION, COUNT, SHARE = _("hours"), _("duration"), _("count"), _("share")
MINUTES = _("minutes")
PAIR = ("pair_from", "pair_to")
TARGET = (*PAIR, "within_s")
FINDING = ("finding",)
PERCENTILE = _(
    "Percentiles are interpolated linearly at rank (n − 1)·p; the 90th is shown from n = 10, the "
    "95th from n = 20."
)
