"""Random numbers by name: the same seed, person and purpose give the same number, in any order.

Method: the output function of SplitMix64 over a hash of the three. So what one change brings never
moves what another person draws (common random numbers).
Reference: Steele, Lea and Flood, Fast splittable pseudorandom number generators, OOPSLA 2014.
"""

import numpy as np

_A, _B, _C = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
_FULL = (1 << 64) - 1
_PERSON, _PURPOSE = 0xD1342543DE82EF95, 0xDA942042E4DD58B5


def one(seed: int, number: int, purpose: int) -> float:
    """Return a number in [0, 1) of a person (`number`) for a purpose."""
    first = _mixed((seed + number * _PERSON) & _FULL)
    return (_mixed((first + purpose * _PURPOSE) & _FULL) >> 11) * 2.0**-53


def many(seed: int, numbers: np.ndarray, purpose: int) -> np.ndarray:
    """Return `one` for each of many persons."""
    with np.errstate(over="ignore"):
        first = _mixed_all(np.uint64(seed & _FULL) + numbers.astype(np.uint64) * np.uint64(_PERSON))
        last = _mixed_all(first + np.uint64(purpose * _PURPOSE & _FULL))
    return (last >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _mixed(word: int) -> int:
    word = (word + _A) & _FULL
    word = ((word ^ (word >> 30)) * _B) & _FULL
    word = ((word ^ (word >> 27)) * _C) & _FULL
    return word ^ (word >> 31)


def _mixed_all(words: np.ndarray) -> np.ndarray:
    words = words + np.uint64(_A)
    words = (words ^ (words >> np.uint64(30))) * np.uint64(_B)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(_C)
    return words ^ (words >> np.uint64(31))
