"""Who may ask what if and take it back, how much is run, and when a calibration is used again."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.scenarios.models import Scenario

MOST_CHANGES = 5
"""Changes of one scenario."""
MOST_OPEN = 5
"""Scenarios of a site that may wait at once."""
PAIRS = (20, 40, 80)
"""How often a hospital may be run with and without the changes: more runs, surer intervals."""
WEEKS = (2, 4, 8)
"""Over how many weeks it may be run."""
FRESH = timedelta(hours=24)
"""A calibration made within so long of the site's own time is used again, so that scenarios of a
day can be compared."""
METHOD = 2
"""Which method makes a calibration; a changed one raises it, and older ones are not used again."""
COMPARED = (2, 4)
"""Least and most scenarios beside each other."""
SEED = 1
"""What all draws begin with, so that all scenarios of a calibration meet the same weeks."""
FIT_RUNS = 40
"""How often the last weeks are run to see whether the model reproduces them."""

State = Scenario.State
TRANSITIONS: Mapping[str, tuple[str, ...]] = {
    State.WAITING: (State.DONE, State.FAILED, State.CANCELLED),
    State.DONE: (),
    State.FAILED: (),
    State.CANCELLED: (),
}
"""What a scenario may become: what has ended stays as it is, and is copied to be asked anew."""


class NotNow(ValueError):
    """Something that cannot be done now; the text says why."""


def check_ask(by: Any, site: Site) -> None:
    """Raise a sentence unless this person may ask what if of a site."""
    accounts.check_may(by, Permission.RUN_WHAT_IF, site=site.slug)


def may_ask(by: Any, site: Site) -> bool:
    """Return whether this person may ask what if of a site."""
    return accounts.may(by, Permission.RUN_WHAT_IF, site=site.slug)


def check_room(waiting: int) -> None:
    """Raise NotNow when so many scenarios of a site wait that another one would wait for long."""
    if waiting >= MOST_OPEN:
        text = ngettext(
            "%(n)s scenario of this site waits already: wait for it, or cancel it.",
            "%(n)s scenarios of this site wait already: wait for one of them, or cancel one.",
            waiting,
        )
        raise NotNow(text % {"n": waiting})


def check_cancel(by: Any, scenario: Scenario) -> None:
    """Raise a sentence unless this person may cancel a scenario, and it has not ended."""
    check_ask(by, scenario.site)
    if State.CANCELLED not in TRANSITIONS[scenario.state]:
        raise NotNow(_("It is %(state)s already.") % {"state": scenario.state_words})


def may_cancel(by: Any, scenario: Scenario) -> bool:
    """Return whether this person may cancel a scenario as it is now."""
    return scenario.is_open and may_ask(by, scenario.site)
