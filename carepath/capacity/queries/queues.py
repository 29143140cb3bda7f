"""Queues of a site: how many wait for each stage, how long, and whether that proves itself."""

import numpy as np

from carepath.analysis import stage_queues
from carepath.analysis.occupancy import Steps
from carepath.analysis.stage_queues import Queue
from carepath.capacity.queries.record import Record
from carepath.frames.moments import DAY
from carepath.ui import paging
from carepath.ui.paging import Page

PAGE = 50


def queues(found: Record, *, days: int) -> list[Queue]:
    """Return the queue of each stage over so many days up to the moment of a record, those with
    most hours waited first."""
    every = stage_queues.queues(found.spans, found.at - days * DAY, found.at)
    return sorted(every, key=lambda queue: (-queue.there, queue.stage))


def queues_shown(every: list[Queue], *, after: str = "", size: int = PAGE) -> Page:
    """Return a page of queues, those with most hours waited first."""
    hours = np.array([queue.there for queue in every], np.int64)
    page = paging.ranked(hours, np.arange(len(every)), after=after, size=size)
    return Page([every[place] for place in page.items], page.after)


def queue_steps(found: Record, stage: str) -> Steps:
    """Return how many waited for a stage when, as an exact step function."""
    return stage_queues.steps(found.spans, stage, found.at)
