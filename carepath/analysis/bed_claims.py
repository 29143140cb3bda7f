"""Beds: who has one when, and what it is found to be.

Method: each claim of a visit begins and ends; between two such moments the same visits claim the
bed. One is its patient, several contest it: nobody wins silently, and no bed shows two patients. At
one instant ends come before beginnings, so that a touching hand-over is no conflict, and a claim
without length holds nothing.
A bed somebody left is to be cleaned until something is said of it; in a unit of which nobody ever
says anything it is taken to be clean after two hours, and shown as taken to be. A word that
contradicts a claim (free, though a patient is in it) is a conflict too: one of the two is wrong.
A bed is occupied by a patient who is known to have it, never by a word alone: one that is said to
be occupied while nobody claims it is shown as that.
Reference: docs/algorithms/bed_claims.md; states of a bed: HL7 table 0116.
"""

from collections.abc import Iterable

from carepath.frames.beds import (
    ASSUMED,
    CLEAN_AFTER,
    CLOSED,
    CONTESTED,
    FREE,
    HOUSEKEEPING,
    OCCUPIED,
    UNNAMED,
    Claim,
    Holding,
    Word,
)

_EVER = 2**63
_WRONG_WHILE_HELD = (FREE, HOUSEKEEPING, CLOSED)


def holdings(claims: Iterable[Claim]) -> list[Holding]:
    """Return who has the bed, in order; stretches touch or leave gaps, and never overlap."""
    steps: dict[int, tuple[list[int], list[int]]] = {}
    for claim in claims:
        if claim.until is None or claim.until > claim.since:
            steps.setdefault(claim.since, ([], []))[1].append(claim.visit)
            steps.setdefault(_EVER if claim.until is None else claim.until, ([], []))[0].append(
                claim.visit
            )
    found: list[Holding] = []
    present: list[int] = []
    began = 0
    for moment in sorted(steps):
        if present:
            _add(found, began, moment, present)
        ended, begun = steps[moment]
        for visit in ended:
            present.remove(visit)
        present += begun
        began = moment
    return found


def _add(found: list[Holding], since: int, until: int, present: list[int]) -> None:
    """Add a stretch; one of the same visits that touches the last goes on with it."""
    visits = tuple(sorted(set(present)))
    if found and found[-1].until == since and found[-1].visits == visits:
        since = found.pop().since
    found.append(Holding(since, None if until == _EVER else until, visits))


def state(
    *, held: Holding | None, left: int | None, word: Word | None, at: int, is_told: bool = True
) -> str:
    """Return what a bed is found to be at a moment `at` (a code of FOUND; microseconds UTC).

    `held` covers the moment, `left` is when the last holding before it ended, `word` is the last
    one said by then; `is_told` says whether anybody ever says of the unit's beds when one is clean.
    """
    if held is not None:
        denied = word is not None and word.since > held.since and word.state in _WRONG_WHILE_HELD
        return CONTESTED if held.contested or denied else OCCUPIED
    if word is not None and (left is None or word.since >= left or word.state == CLOSED):
        return UNNAMED if word.state == OCCUPIED else word.state
    if left is None:
        return FREE
    return ASSUMED if not is_told and at - left >= CLEAN_AFTER else HOUSEKEEPING
