"""Multiplicity: p-values of many looks, corrected for how many were taken.

Method: Benjamini and Hochberg's step-up. Of all that is reported at q <= 0.05, one in twenty is
expected to be chance. Assumption: looks are independent or depend positively, as neighbours do.
Reference: Benjamini & Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the q-value of each p-value, in the same order."""
    values = np.asarray(p, np.float64)
    falling = np.argsort(-values, kind="stable")
    ranks = np.arange(len(values), 0, -1)
    q = np.empty(len(values))
    q[falling] = np.minimum(np.minimum.accumulate(values[falling] * len(values) / ranks), 1)
    return q
