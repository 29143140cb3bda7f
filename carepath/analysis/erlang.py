"""How many beds or servers an offered load needs: Erlang's two formulas and Poisson demand.

Method: the recursion of B from no server on, C from B. Offered load = arrivals an hour times mean
stay in hours. Assumption: Poisson arrivals and a steady state. Reference: Erlang (1917), in
Brockmeyer et al., The Life and Works of A. K. Erlang (1948).
"""

import numpy as np

from carepath.analysis import count_law

MOST = 100_000
"""Beds beyond which nothing is looked for."""


def blocked(load: float, beds: int) -> float:
    """Return the share of arrivals that find every bed taken and go elsewhere (Erlang B)."""
    _checked(load, beds)
    share = 1.0
    for taken in range(1, beds + 1):
        share = load * share / (taken + load * share)
    return share


def utilisation(load: float, beds: int) -> float:
    """Return the share of bed time that is used when arrivals go elsewhere."""
    return load * (1 - blocked(load, beds)) / beds


def beds_needed(load: float, below: float) -> int:
    """Return the smallest number of beds with a share blocked below this."""
    _checked(load, 0)
    if not below > 0:
        raise ValueError("Some arrivals are blocked with any number of beds.")
    share, beds = 1.0, 0
    while share >= below and beds < MOST:
        beds += 1
        share = load * share / (beds + load * share)
    return beds


def waits(load: float, servers: int) -> float:
    """Return the share of arrivals that wait (Erlang C); 1 when the load is too high."""
    if load >= servers:
        return 1.0
    share = blocked(load, servers)
    return servers * share / (servers - load * (1 - share))


def poisson_beds(load: float, share: float) -> int:
    """Return how many beds are enough with this chance when nobody is ever turned away."""
    return int(count_law.quantiles(np.array(float(load)), 0.0, (share,))[0])


def _checked(load: float, beds: int) -> None:
    if not load >= 0 or beds < 0:
        raise ValueError("A load and a number of beds are 0 or more.")
