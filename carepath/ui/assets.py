"""Where installed packages keep the assets they ship; nothing third-party is pasted in."""

from importlib.util import find_spec
from pathlib import Path


def folder(module: str, *parts: str) -> Path:
    """Return a folder inside an installed package; RuntimeError if it is not installed."""
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"{module} is not installed; run `make setup`.")
    return Path(spec.submodule_search_locations[0], *parts)


# Prefix under /static/ -> folder of the package.
ASSET_DIRS = [
    ("bootstrap", folder("bootstrap")),
    ("plotly", folder("plotly", "package_data")),
]

PLOTLY_STYLE_IDS = (
    "plotly.js-style-global",
    "9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53",
)
"""Style elements that Plotly would write itself; present and nonced, it leaves them alone."""
