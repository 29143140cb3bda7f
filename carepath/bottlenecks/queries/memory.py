"""What this process remembers, so that the fragments of a page compute their answers once."""

from carepath.ui.memory import Memory

SMALL = Memory(256)
"""Answers of some kilobytes: summaries, edges, rankings, drawings."""
MIDDLE = Memory(24)
"""Answers with a value per journey."""
LARGE = Memory(4)
"""Answers with a value per span."""
