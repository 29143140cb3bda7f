"""Step functions as lines of a figure, in the civil time of a hospital."""

from zoneinfo import ZoneInfo

from carepath.analysis.occupancy import Steps
from carepath.frames.moments import from_us


def line(steps: Steps, low: int, high: int, zone: ZoneInfo) -> tuple[list[str], list[int]]:
    """Return the moments at which a level changes within [low, high), and the levels, with ends."""
    inner = steps.at[(steps.at > low) & (steps.at < high)].tolist()
    moments = [low, *inner, high]
    texts = [f"{from_us(us).astimezone(zone):%Y-%m-%d %H:%M:%S}" for us in moments]
    return texts, [int(level) for level in steps.when(moments)]
