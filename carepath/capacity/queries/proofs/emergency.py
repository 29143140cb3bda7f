"""Numbers of the emergency department, as what is told of each patient."""

from collections.abc import Callable

import numpy as np
from django.utils.translation import gettext as _

from carepath.analysis import emergency
from carepath.capacity.queries.proofs.asked import Asked, Told
from carepath.frames.moments import OPEN
from carepath.ui import words


def _patients(asked: Asked) -> Told:
    return _of_here(asked, (_("Patients"), words.number(asked.now.patients)))


def _occupancy(asked: Asked) -> Told:
    now = asked.now
    spaces = (_("Staffed spaces"), words.number(now.spaces))
    return _of_here(asked, (_("Occupancy"), words.share(now.patients, now.spaces)), spaces)


def _nedocs(asked: Asked) -> Told:
    score = asked.now.crowding.score
    text = _("no score") if score is None else _("at least %(n)s") % {"n": words.number(score)}
    return _of_here(asked, (_("Score"), text))


def _longest(asked: Asked) -> Told:
    return _of_here(asked, (_("Longest there"), words.duration(asked.now.longest)))


def _of_here(asked: Asked, *figures: tuple[str, str]) -> Told:
    here, us = asked.here, asked.at - asked.here.arrived
    return Told(figures, len(here), len(here), _("time since arrival"), here.journey, us)


def _within(asked: Asked) -> Told:
    part = emergency.within(asked.came, asked.at)
    figure = (_("Left within 4 hours"), words.share(part.k, part.n))
    return _in_department(asked, part, figure, emergency.FOUR)


def _from_arrival(asked: Asked) -> Told:
    part = emergency.beyond(asked.came, asked.at)
    figure = (_("More than 12 hours from arrival"), words.number(part.k))
    return _in_department(asked, part, figure, emergency.TWELVE)


def _in_department(asked: Asked, part: emergency.Part, figure: tuple[str, str], limit: int) -> Told:
    us = np.minimum(asked.came.left, asked.at) - asked.came.arrived
    decided = (asked.came.left != OPEN) | (us > limit)
    places = asked.came.journey[decided]
    return Told((figure,), part.n, part.of, _("time in the department"), places, us[decided])


def _from_decision(asked: Asked) -> Told:
    part = emergency.boarded_beyond(asked.came, asked.at)
    some = asked.came.only((asked.came.decided != OPEN) & (asked.came.decided <= asked.came.left))
    us = np.minimum(some.left, asked.at) - some.decided
    decided = (some.left != OPEN) | (us > emergency.TWELVE)
    figure = (_("More than 12 hours from the decision to admit"), words.number(part.k))
    what = _("time since the decision")
    return Told((figure,), part.n, part.of, what, some.journey[decided], us[decided])


def _doctor(asked: Asked) -> Told:
    times, seen = emergency.door_to_doctor(asked.came), asked.came.seen != OPEN
    us = (asked.came.seen - asked.came.arrived)[seen]
    figures = (
        (_("Median"), words.duration(times.median)),
        (_("90 % within"), words.duration(times.p90)),
    )
    return Told(figures, times.n, times.of, _("door to doctor"), asked.came.journey[seen], us)


def _unseen(asked: Asked) -> Told:
    part, some = emergency.unseen(asked.came), asked.came.only(asked.came.unseen)
    figures = (
        (_("Left without being seen"), words.share(part.k, part.n)),
        (_("Patients"), words.number(part.k)),
    )
    us = np.minimum(some.left, asked.at) - some.arrived
    return Told(figures, part.n, part.of, _("time until they left"), some.journey, us)


def _boarders(asked: Asked) -> Told:
    some = asked.here.only(asked.here.boards)
    figure = (_("Boarders"), words.number(len(some)))
    n, of = len(some), len(asked.here)
    return Told((figure,), n, of, _("wait for a bed"), some.journey, asked.at - some.asks)


def _boarding_time(asked: Asked) -> Told:
    some, times = asked.came, emergency.boarding(asked.came)
    gone = some.only(some.admitted & (some.decided <= some.left) & (some.left != OPEN))
    figure = (_("Median"), words.duration(times.median))
    us = gone.left - gone.decided
    return Told((figure,), times.n, times.of, _("boarding time"), gone.journey, us)


PROOFS: dict[str, Callable[[Asked], Told]] = {
    "ed_patients": _patients,
    "ed_occupancy": _occupancy,
    "nedocs": _nedocs,
    "ed_longest": _longest,
    "ed_within_4h": _within,
    "ed_12h_from_decision": _from_decision,
    "ed_12h_from_arrival": _from_arrival,
    "door_to_doctor": _doctor,
    "left_unseen": _unseen,
    "boarders": _boarders,
    "boarding_time": _boarding_time,
}
"""Key of a definition -> what tells it."""
