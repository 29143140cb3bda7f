"""What the listener lets in: from where, how many at once, how much, and how long one may rest."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from carepath.formats import mllp

MIB = 1024 * 1024


class Full(RuntimeError):
    """More may not be let in; the text says of what there is too much."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who may connect (no networks = everybody), and how much of everything there may be."""

    allowed: tuple[str, ...] = ()
    connections: int = 64
    per_address: int = 16
    frame_bytes: int = mllp.MOST_BYTES
    held_bytes: int = 64 * MIB
    """Of all connections together, read and not yet stored."""
    idle_s: float = 3600.0
    frame_s: float = 60.0
    """How long a message that has begun may pause."""

    def admits(self, address: str) -> bool:
        """Return whether this address may connect."""
        found = ip_address(address.partition("%")[0])
        found = getattr(found, "ipv4_mapped", None) or found
        return not self.allowed or any(found in ip_network(one) for one in self.allowed)


class Room:
    """Counts what is let in, and says when there is no room for more."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._open: Counter[str] = Counter()
        self.held = 0

    @contextmanager
    def connection(self, address: str) -> Iterator[None]:
        """Count a connection while it lasts; Full if it may not be."""
        if not self._limits.admits(address):
            raise Full("Its address is not on the list.")
        if self._open.total() >= self._limits.connections:
            raise Full("There are too many connections.")
        if self._open[address] >= self._limits.per_address:
            raise Full("There are too many connections from its address.")
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1

    def hold(self, more: int) -> None:
        """Count bytes that are here, fewer if `more` is negative; Full if they are too many."""
        self.held += more
        if more > 0 and self.held > self._limits.held_bytes:
            raise Full("Too many bytes wait to be stored.")
