"""Start a program that dies with its parent, so that nothing is left behind by a kill -9.

Run by its path, before any package of ours is loaded:
`python tether.py PARENT NICE PROGRAM ARGS...`
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h


def tether(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends; end at once if it is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent died, so that they can be reaped."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


if __name__ == "__main__":
    tether(int(sys.argv[1]))
    os.nice(int(sys.argv[2]))
    os.execv(sys.argv[3], sys.argv[3:])
