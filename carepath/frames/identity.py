"""What messages say of identities: numbers of people, accounts and visits, and how they belong."""

import hashlib
from dataclasses import dataclass, field

PERSON, ACCOUNT, VISIT = "person", "account", "visit"
OTHER_PERSON, OTHER_VISIT = "other person", "other visit"
"""Numbers that somebody else gives: kept apart, as they may be those of another patient here."""
KINDS = (PERSON, ACCOUNT, VISIT, OTHER_PERSON, OTHER_VISIT)
BECAME, LINKED, PARTED, MOVED, DELETED = "became", "linked", "parted", "moved", "deleted"
VERBS = (BECAME, LINKED, PARTED, MOVED, DELETED)


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """A number of one kind."""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Fact:
    """What one message, or a person, says of identities; moments are microseconds UTC.

    `one` became `other` (a merge, or a number that changed), is linked with it, is not it (any
    more), or was moved to it; of what was deleted there is no other.
    """

    verb: str
    one: Key
    other: Key | None
    occurred: int
    written: int
    control: str = field(default="", compare=False)

    @property
    def digest(self) -> str:
        """Return a hash of what is said, not of how and when it was sent."""
        content = (self.verb, self.one, self.other, self.occurred)
        return hashlib.sha256(repr(content).encode()).hexdigest()[:32]
