"""API doors of bottlenecks."""

from carepath.bottlenecks.api.flow import Edges, Milestones, Summary, Variants

__all__ = ["Edges", "Milestones", "Summary", "Variants"]
