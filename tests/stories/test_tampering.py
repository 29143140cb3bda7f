"""Somebody who may write to the database changes the ledger: it shows, and the first row is named.

CAREPATH_TAMPERINGS and CAREPATH_LEDGER_ROWS say how often, and on how long a ledger.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from carepath.audit import verifier
from tests.audit import ledgers

TAMPERINGS = int(os.environ.get("CAREPATH_TAMPERINGS", "100"))
ROWS = int(os.environ.get("CAREPATH_LEDGER_ROWS", "1500"))
EVERY = max(ROWS // 24, 1)
"""Rows between two roots that left the system."""


@cache
def whole():
    rows = ledgers.rows(ROWS)
    return rows, ledgers.roots(rows, every=EVERY)


def missed(seed):
    """Which tampering of this seed was not found, or not in its first row; '' if it was."""
    rows, roots = whole()
    kind = ledgers.TAMPERINGS[seed % len(ledgers.TAMPERINGS)]
    changed, first = ledgers.tampered(rows, kind=kind, seed=seed)
    found = verifier.check(changed, roots).first_bad_seq
    return "" if found == first else f"{kind} {seed}: row {first}, found {found}"


def test_every_tampering_is_found_and_its_first_row_named():
    rows, roots = whole()
    assert verifier.check(rows, roots).first_bad_seq is None
    if TAMPERINGS <= 100:
        found = [missed(seed) for seed in range(TAMPERINGS)]
    else:
        with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
            found = list(pool.map(missed, range(TAMPERINGS), chunksize=10))
    assert [each for each in found if each] == []
    assert len(found) == TAMPERINGS
