"""Positions and curves from Graphviz' `dot`: the one on the PATH, else the one from its wheel.

Reference: Gansner, Koutsofios, North & Vo, IEEE Trans. Softw. Eng. 19 (1993) 214-230.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 8
"""A drawing that takes longer is given up: the table says the same."""


class NoLayout(RuntimeError):
    """The drawing cannot be laid out; the text says why."""


def program() -> str:
    """Return the path of a `dot` program; NoLayout without one."""
    found = shutil.which("dot")
    bundled = Path(sys.executable).with_name("graphviz-pure")
    if found is None and not bundled.exists():
        raise NoLayout("Neither dot nor graphviz-pure is installed.")
    return found or str(bundled)


def lay_out(source: str) -> dict[str, Any]:
    """Return dot's JSON for a graph in dot's language; NoLayout if it fails or takes too long."""
    try:
        done = subprocess.run(
            [program(), "-Kdot", "-Tjson"],
            input=source.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise NoLayout(str(error)) from error
