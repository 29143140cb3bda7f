"""How a crowded emergency department slows the way to a decision.

Who boards there takes the places and hands of others. The record tells how long visits took that
found few and many boarding; a visit that repeats one of another crowd takes as long as the one of
equal rank in the present crowd (quantile mapping). Beyond the worst recorded crowd nothing is
known, and it is taken to be as that.
"""

import numpy as np

from carepath.simulator.flow.model import Model

SHARES = (0.5, 0.75, 0.9, 0.97)
"""Crowds are told apart by these shares of recorded visits that found fewer boarding."""


class Crowding:
    """Hours by which visits take longer or shorter than the recorded ones they repeat."""

    __slots__ = ("_edges", "_levels", "_ranks", "_totals")

    def __init__(self, model: Model, in_use: np.ndarray) -> None:
        """`in_use` are rows of visits, each as often as it counts."""
        boarders = model.visit_boarders[in_use]
        edges = np.unique(np.quantile(boarders, SHARES))
        self._edges = edges[edges < boarders.max()]
        self._levels = np.searchsorted(self._edges, model.visit_boarders)
        totals, levels = model.visit_total[in_use], self._levels[in_use]
        self._totals = [np.sort(totals[levels == place]) for place in range(len(self._edges) + 1)]
        self._ranks = np.zeros(len(self._levels))
        for place, sorted_totals in enumerate(self._totals):
            mine = self._levels == place
            below = np.searchsorted(sorted_totals, model.visit_total[mine])
            self._ranks[mine] = (below + 0.5) / max(len(sorted_totals), 1)

    def shift(self, model: Model, rows: np.ndarray, boarders: np.ndarray) -> np.ndarray:
        """Return hours to add to visits that repeat rows and find so many boarding."""
        found = np.zeros(len(rows))
        present = np.searchsorted(self._edges, boarders)
        for place, totals in enumerate(self._totals):
            mine = np.flatnonzero((present == place) & (self._levels[rows] != place))
            if len(totals):
                rank = (self._ranks[rows[mine]] * len(totals)).astype(int)
                taken = totals[np.minimum(rank, len(totals) - 1)]
                found[mine] = taken - model.visit_total[rows[mine]]
        return found
