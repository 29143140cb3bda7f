"""pm4py's figures for a log of plain arrays, as JSON; runs in an environment of its own.

oracle-venv/bin/python benchmarks/oracle.py FOLDER
"""

import json
import resource
import sys
import time
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pm4py  # noqa: E402

COLUMNS = {
    "case_id_key": "case:concept:name",
    "activity_key": "concept:name",
    "timestamp_key": "time:timestamp",
}


def main(folder: Path) -> None:
    """Print version, seconds of the performance graph and of variants, and the edges."""
    log = read(folder)
    graph_s, (graph, *_) = timed(lambda: pm4py.discover_performance_dfg(log, **COLUMNS))
    variants_s, variants = timed(lambda: pm4py.get_variants(log, **COLUMNS))
    counts, *_ = pm4py.discover_dfg(log, **COLUMNS)
    edges = {
        f"{source} > {target}": (counts[source, target], times["mean"], times["median"])
        for (source, target), times in graph.items()
    }
    answer = {
        "version": pm4py.__version__,
        "graph_s": graph_s,
        "variants_s": variants_s,
        "variants": len(variants),
        "edges": edges,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(answer, default=float) + "\n")


def read(folder: Path) -> pd.DataFrame:
    """Return the log as pm4py wants it; this is not part of the time."""
    stages = np.array(json.loads((folder / "stages.json").read_text()))
    case = np.load(folder / "case.npy")
    return pd.DataFrame(
        {
            "case:concept:name": np.char.add("c", case.astype(str)),
            "concept:name": stages[np.load(folder / "stage.npy")],
            "time:timestamp": pd.to_datetime(np.load(folder / "start.npy"), unit="us", utc=True),
        }
    )


def timed(call):
    """Return (processor seconds, answer) of one run."""
    began = time.process_time()
    answer = call()
    return time.process_time() - began, answer


if __name__ == "__main__":
    main(Path(sys.argv[1]))
