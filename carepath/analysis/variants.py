"""Variants: the distinct ways through, as sequences of stages of closed journeys in order.

Method: each closed journey gets a 64-bit multilinear hash of its sequence (a word from each
stage's name times a random odd word per position, summed modulo 2^64); equal hashes are then
compared, row by row, with the group's first journey, so that the answer is exact. Open journeys are
not counted.
Reference: Thorup, "High speed hashing for integers and strings" (2015); docs/algorithms/flow.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from carepath.analysis import tracks
from carepath.analysis.distinct import starts
from carepath.frames.moments import OPEN
from carepath.frames.spans import Spans

NAMED_TIES = 20_000
"""Up to so many variants equal counts are listed by their names; above it by first journey."""


@dataclass(frozen=True, slots=True)
class Variants:
    """Distinct sequences, most frequent first: counts, and which journey follows which.

    `of_journey` holds the number of each journey's variant, -1 for an open journey; `first` the
    position of one journey that follows each.
    """

    counts: NDArray[np.int64]
    first: NDArray[np.int64]
    of_journey: NDArray[np.int32]
    offsets: NDArray[np.int64]
    tokens: NDArray
    meaning: tuple[tuple[str, ...], ...]
    hashes: NDArray[np.uint64]

    def __len__(self) -> int:
        return len(self.counts)

    def steps(self, number: int) -> tuple[tuple[str, ...], ...]:
        """Return the steps of a variant; each holds the stages of one instant when folded."""
        where = slice(*self.offsets[self.first[number] : self.first[number] + 2])
        return tuple(self.meaning[token] for token in self.tokens[where].tolist())

    def sequence(self, number: int) -> tuple[str, ...]:
        """Return the stage names of a variant, in order."""
        return tuple(name for step in self.steps(number) for name in step)

    def key(self, number: int) -> str:
        """Return 16 hex digits that name this sequence, the same in every selection of journeys."""
        return f"{self.hashes[number]:016x}"

    def find(self, key: str) -> int | None:
        """Return the number of the variant with this key, or None."""
        try:
            hits = np.flatnonzero(self.hashes == np.uint64(int(key, 16)))
        except (ValueError, OverflowError):
            return None
        return int(hits[0]) if len(hits) else None

    def journeys(self, number: int) -> NDArray[np.int64]:
        """Return the positions of the journeys that follow this variant."""
        return np.flatnonzero(self.of_journey == number)


def variants(spans: Spans, now: int | None = None, lens: str = tracks.ACTIVITY) -> Variants:
    """Return the raw variants: every stage in order, nothing folded."""
    track = tracks.track(spans, lens, now)
    closed = spans.closed <= (OPEN - 1 if now is None else now)
    meaning = tuple((name,) for name in spans.stages)
    return _numbered(track.stage, track.offsets, closed, meaning)


def folded(
    spans: Spans,
    groups: Mapping[str, str] | None = None,
    now: int | None = None,
    lens: str = tracks.ACTIVITY,
) -> Variants:
    """Return the folded variants: stages renamed by `groups`, what happens at one instant taken as
    a set, and a step repeated at once taken once."""
    track = tracks.track(spans, lens, now)
    closed = spans.closed <= (OPEN - 1 if now is None else now)
    renamed = [(groups or {}).get(name, name) for name in spans.stages]
    names = sorted(set(renamed))
    code = np.array([names.index(name) for name in renamed], dtype=np.int64)[track.stage]
    journey = track.journey.astype(np.int64)
    tokens, owner, meaning = _instants(code, track.start, journey, names)
    kept = starts(tokens, owner)
    per_journey = np.bincount(owner[kept], minlength=spans.n_journeys)
    offsets = np.concatenate(([0], np.cumsum(per_journey)))
    return _numbered(tokens[kept], offsets, closed, meaning)


def _instants(
    code: NDArray, start: NDArray, journey: NDArray, names: list[str]
) -> tuple[NDArray, NDArray, tuple[tuple[str, ...], ...]]:
    """Return (token, journey) of each instant, and the set of names each token stands for.

    An instant with one stage has that stage's code as its token; only the others are compared.
    """
    fresh = starts(start, journey)
    several = ~fresh
    several[:-1] |= ~fresh[1:]
    tokens = code[fresh]
    meaning = tuple((name,) for name in names)
    code, instant = code[several], (np.cumsum(fresh) - 1)[several]
    order = np.lexsort((code, instant))
    code, instant = code[order], instant[order]
    once = starts(code, instant)
    code, instant = code[once], instant[once]
    firsts = np.flatnonzero(starts(instant))
    offsets = np.append(firsts, len(code))
    sets = _numbered(code, offsets, np.ones(len(firsts), bool), meaning)
    found = tuple(sets.sequence(number) for number in range(len(sets)))
    token_of = [
        names.index(step[0]) if len(step) == 1 else len(names) + number
        for number, step in enumerate(found)
    ]
    tokens[instant[firsts]] = np.array(token_of, np.int64)[sets.of_journey]
    return tokens, journey[fresh], meaning + found


def _numbered(
    tokens: NDArray,
    offsets: NDArray,
    counted: NDArray[np.bool_],
    meaning: tuple[tuple[str, ...], ...],
) -> Variants:
    """Return the distinct sequences of the counted groups of rows."""
    positions = np.flatnonzero(counted)
    hashes = _hashes(tokens, offsets, meaning)[positions]
    _, first, inverse = np.unique(hashes, return_index=True, return_inverse=True)
    if not _alike(tokens, offsets, positions, positions[first][inverse]):
        first, inverse = _by_content(tokens, offsets, positions)
    counts = np.bincount(inverse, minlength=len(first))
    order = np.lexsort((first, -counts))
    if len(order) <= NAMED_TIES:
        order = _by_name(order, counts, tokens, offsets, positions[first], meaning)
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    of_journey = np.full(len(offsets) - 1, -1, np.int32)
    of_journey[positions] = number[inverse]
    counts, hashes, first = counts[order], hashes[first][order], positions[first][order]
    return Variants(counts, first, of_journey, offsets, tokens, meaning, hashes)


def _hashes(
    tokens: NDArray, offsets: NDArray, meaning: tuple[tuple[str, ...], ...]
) -> NDArray[np.uint64]:
    """Return a hash of each group of rows that depends on names and order alone."""
    lengths = np.diff(offsets)
    words = np.array([_word(step) for step in meaning] or [1], np.uint64)
    rng = np.random.default_rng(20_131_107)
    places = rng.integers(0, 2**64, int(lengths.max(initial=0)) + 1, np.uint64) | np.uint64(1)
    place = np.arange(len(tokens), dtype=np.int32)
    place -= np.repeat(offsets[:-1].astype(np.int32), lengths)
    terms = words[tokens]
    terms *= places[place]
    hashes = np.zeros(len(lengths), np.uint64)
    filled = lengths > 0
    if filled.any():
        hashes[filled] = np.add.reduceat(terms, offsets[:-1][filled])
    return hashes + lengths.astype(np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)


def _word(step: tuple[str, ...]) -> int:
    digest = blake2b("\0".join(step).encode(), digest_size=8, person=b"variant").digest()
    return int.from_bytes(digest) | 1


def _alike(tokens: NDArray, offsets: NDArray, positions: NDArray, firsts: NDArray) -> bool:
    """Return whether each group of rows equals its group's first, length and content."""
    lengths = offsets[positions + 1] - offsets[positions]
    if not np.array_equal(lengths, offsets[firsts + 1] - offsets[firsts]):
        return False
    shift = np.repeat(np.cumsum(lengths) - lengths, lengths)
    step = np.arange(len(shift)) - shift
    left = tokens[np.repeat(offsets[positions], lengths) + step]
    return np.array_equal(left, tokens[np.repeat(offsets[firsts], lengths) + step])


def _by_content(tokens: NDArray, offsets: NDArray, positions: NDArray) -> tuple[NDArray, NDArray]:
    """Return (first, inverse) by comparing whole sequences: slow, for colliding hashes only."""
    seen: dict[bytes, int] = {}
    first, inverse = [], np.empty(len(positions), np.int64)
    for index, position in enumerate(positions.tolist()):
        content = tokens[offsets[position] : offsets[position + 1]].tobytes()
        if content not in seen:
            seen[content] = len(seen)
            first.append(index)
        inverse[index] = seen[content]
    return np.array(first, np.int64), inverse


def _by_name(
    order: NDArray,
    counts: NDArray,
    tokens: NDArray,
    offsets: NDArray,
    firsts: NDArray,
    meaning: tuple[tuple[str, ...], ...],
) -> NDArray[np.int64]:
    def key(group: int) -> tuple:
        position = firsts[group]
        rows = tokens[offsets[position] : offsets[position + 1]].tolist()
        return -int(counts[group]), [meaning[token] for token in rows]

    return np.array(sorted(order.tolist(), key=key), np.int64)
