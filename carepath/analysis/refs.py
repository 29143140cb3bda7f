"""Row identity: 16 bytes that name an event within its source, the same on every machine.

The first half hashes the case, so that one case's rows lie together in an index; the second half
hashes the stage, what the source calls the event (its id, else its instance, else the first of its
times) and the occurrence among equals in that case. So real duplicates stay, a repeated or extended
export adds only what is new, and a span keeps its name when a later export closes it. SHA-256,
each half cut to 64 bits.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

REQUEST, START, COMPLETION, INSTANCE, EVENT_ID = "qscie"


def refs(cases: Sequence[str], stages: Sequence[str], anchors: Iterable[str]) -> list[bytes]:
    """Return the 16 bytes of each event. All events of a case stand together, in lasting order.

    An anchor is one of the letters above followed by the time in microseconds, or the id.
    """
    found: list[bytes] = []
    last, half, seen = None, b"", {}
    for case, stage, anchor in zip(cases, stages, anchors, strict=True):
        if case != last:
            last, half, seen = case, sha256(case.encode()).digest()[:8], {}
        name = f"{stage}\x1f{anchor}"
        seen[name] = occurrence = seen.get(name, 0) + 1
        found.append(half + sha256(f"{name}\x1f{occurrence}".encode()).digest()[:8])
    return found
