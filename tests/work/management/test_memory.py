"""Memory that is no longer used goes back to the system."""

import re
from pathlib import Path

import numpy as np

from carepath.work.management import memory


def resident_mib():
    return int(re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024


def test_holes_among_what_is_kept_are_given_back():
    columns = [np.ones(8_000) for _ in range(4_000)]  # 64 kB each: below any mapping of its own
    kept = columns[::50]
    full = resident_mib()
    del columns
    memory.give_back()
    assert full - resident_mib() > 150
    assert len(kept) == 80
