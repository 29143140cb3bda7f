"""Phases: where the patient is during a stage, and between two.

Reference: docs/algorithms/findings.md.
"""

from collections.abc import Mapping

from carepath.frames.spans import AWAY, DEPARTMENT, Spans


def by_stage(spans: Spans) -> dict[str, str]:
    """Return the phase of each stage; a stage without one is of the department."""
    phases = spans.phases or (DEPARTMENT,) * len(spans.stages)
    return {stage: phase or DEPARTMENT for stage, phase in zip(spans.stages, phases, strict=True)}


def between(phases: Mapping[str, str], source: str, target: str) -> str:
    """Return where the patient is meanwhile: away if either is, else where the source was."""
    here, there = phases.get(source, DEPARTMENT), phases.get(target, DEPARTMENT)
    return AWAY if AWAY in (here, there) else here
