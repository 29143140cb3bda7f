"""Whether beds will be short within a day: the unit and the hour that the first line names."""

from carepath.forecasts import queries as forecasts
from carepath.forecasts.queries import Short
from carepath.portal.queries.ground import Ground


def short(ground: Ground) -> Short | None:
    """Return the unit that is first likely to be short, else the likeliest; None of no forecast
    that is fresh, or of nothing worth a word."""
    return forecasts.first_short(ground.outlooks)
