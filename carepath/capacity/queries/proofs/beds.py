"""Numbers of beds, stays, moves and queues, as what is told of each patient."""

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext as _

from carepath.analysis import stage_queues
from carepath.analysis.bed_waits import BedWaits
from carepath.capacity.queries.bed_waits import coming, intensive_now, leaving, longest_wait
from carepath.capacity.queries.long_stays import WEEK, inpatients_shown, lengths
from carepath.capacity.queries.proofs.asked import Asked, Told
from carepath.capacity.queries.ten import Measured
from carepath.frames.moments import OPEN
from carepath.places.models import Bed
from carepath.ui import words

OF_STAGE = ("queue_length", "queue_wait")
"""Numbers of one stage."""


def _intensive(asked: Asked) -> Told:
    units = asked.found.of_care(Bed.Care.INTENSIVE)
    now = intensive_now(asked.found, asked.waits)
    some = asked.inside.only(np.isin(asked.inside.unit, list(units)))
    figures = (
        (_("Occupied"), words.number(now.occupied)),
        (_("Staffed"), words.number(now.staffed)),
        (_("Free and staffed"), words.number(now.available)),
    )
    us = asked.at - some.admitted
    return Told(figures, len(some), now.staffed, _("in hospital for"), some.journey, us)


def _step_down(asked: Asked) -> Told:
    return _of_waits(asked, leaving(asked.waits, asked.found.of_care(Bed.Care.INTENSIVE)))


def _step_up(asked: Asked) -> Told:
    return _of_waits(asked, coming(asked.waits, asked.found.of_care(Bed.Care.INTENSIVE)))


def _all_waits(asked: Asked) -> Told:
    return _of_waits(asked, asked.waits)


def _of_waits(asked: Asked, some: BedWaits) -> Told:
    figures = (
        (_("Waiting"), words.number(len(some))),
        (_("Longest"), words.duration(longest_wait(asked.found, some))),
    )
    n, of, us = len(some), len(asked.waits), asked.at - some.asked
    return Told(figures, n, of, _("wait for a bed"), some.journey, us)


def _long_stays(asked: Asked) -> Told:
    total = lengths(asked.found, asked.inside)[0]
    figures = (
        (_("7 days or more"), words.number(total.week)),
        (_("21 days or more"), words.number(total.weeks)),
    )
    shown = {"shown": WEEK, "unit": None}
    some = inpatients_shown(asked.found, asked.inside, **shown)
    us = asked.at - some.admitted
    return Told(figures, total.week, total.n, _("in hospital for"), some.journey, us)


def _fit(asked: Asked) -> Told:
    some = asked.inside.only(asked.inside.fit != OPEN)
    figure = (_("Fit to leave and still in"), words.number(len(some)))
    n, of, us = len(some), len(asked.inside), asked.at - some.fit
    return Told((figure,), n, of, _("fit to leave for"), some.journey, us)


def _queue_length(asked: Asked) -> Told:
    who, us = stage_queues.waiting(asked.found.spans, asked.stage, asked.at)
    figure = (_("Waiting for %(stage)s") % {"stage": asked.stage}, words.number(len(who)))
    return Told((figure,), len(who), len(who), _("waits for"), who, us)


def _queue_wait(asked: Asked) -> Told:
    who, us = stage_queues.waited(asked.found.spans, asked.stage, asked.low, asked.at)
    median = float(np.median(us)) if len(us) else None
    what = _("Median wait for %(stage)s") % {"stage": asked.stage}
    figure = (what, words.duration(median))
    return Told((figure,), len(who), len(who), _("wait"), who, us)


def _length_of_stay(asked: Asked) -> Told:
    return _of_left(asked, "length_of_stay", (_("Mean"), _time(asked.ten["length_of_stay"])))


def _discharges(asked: Asked) -> Told:
    one = asked.ten["discharges"]
    return _of_left(asked, "discharges", (_("A day"), words.number(one.value, 1)))


def _of_left(asked: Asked, key: str, figure: tuple[str, str]) -> Told:
    one, left = asked.ten[key], asked.left
    us = left.left - left.admitted
    return Told((figure,), one.n, one.of, _("length of stay"), left.journey, us)


def _discharge_time(asked: Asked) -> Told:
    one, left = asked.ten["discharge_time"], asked.left.only(asked.left.fit <= asked.left.left)
    us = left.left - left.fit
    what = _("fit to leave until they left")
    return Told(((_("Median"), _time(one)),), one.n, one.of, what, left.journey, us)


def _time(one: Measured) -> str:
    return words.duration(one.value, precision="min")


PROOFS: dict[str, Callable[[Asked], Told]] = {
    "intensive_beds": _intensive,
    "step_down_waits": _step_down,
    "intensive_waits": _step_up,
    "bed_waits": _all_waits,
    "long_stays": _long_stays,
    "delayed_discharges": _fit,
    "queue_length": _queue_length,
    "queue_wait": _queue_wait,
    "length_of_stay": _length_of_stay,
    "discharges": _discharges,
    "discharge_time": _discharge_time,
}
"""Key of a definition -> what tells it."""
