"""Places for tests: a site with shifts, units and whoever sets them."""

from datetime import date

from carepath.analysis.shifts import Hours
from carepath.places import actions
from carepath.places.models import Unit
from tests.factories import AT, person, site

SINCE = date(2026, 1, 5)
THREE = (
    Hours("early", 7 * 60, 15 * 60),
    Hours("late", 15 * 60, 23 * 60),
    Hours("night", 23 * 60, 7 * 60, night=True),
)


def hana(**fields):
    """Administrator Hana."""
    return person("hana", "HOSPITAL_ADMINISTRATOR", **{"first_name": "Hana"} | fields)


def with_shifts(slug="north"):
    """A site whose days have three shifts."""
    found = site(slug)
    actions.declare_calendar(site=found, since_on=SINCE, hours=THREE, by="test", at=AT)
    return found


def ward(code="W1", name="Ward 1", at_site=None):
    """A unit of the north."""
    return Unit.objects.get_or_create(site=at_site or site(), code=code, defaults={"name": name})[0]
