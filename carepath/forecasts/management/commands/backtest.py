"""`manage.py backtest`: what forecasts of an hourly series would have said, and baselines."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.analysis import backtests, holidays, wall_hours
from carepath.analysis.forecast_scores import Scores
from carepath.formats import hourly_counts
from carepath.formats.hourly_counts import HourlyCounts, SeriesError
from carepath.frames.moments import HOUR, to_us


class Command(BaseCommand):
    """Score forecasts made at past moments of a series in a file."""

    help = "Score forecasts of an hourly series (columns time and count), with baselines beside."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the series and where forecasts begin."""
        parser.add_argument("series", metavar="SERIES.csv")
        parser.add_argument("--first-origin", required=True, metavar="TIME")
        parser.add_argument("--every-hours", type=int, required=True, metavar="N")
        parser.add_argument("--origins", type=int, required=True, metavar="K")
        parser.add_argument("--horizon", type=int, default=168, metavar="HOURS")
        parser.add_argument("--zone", help="the site's zone, such as Europe/London")
        parser.add_argument("--holidays", metavar="DAYS.csv", help="columns date and name")
        parser.add_argument("--gaps", action="store_true", help="missing hours are not known")
        parser.add_argument("--seed", type=int, default=0, help="of the randomised coverage")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the scores."""
        zone = _zone(options["zone"])
        try:
            series = hourly_counts.read(_bytes(options["series"]), zone=zone, gaps=options["gaps"])
            special = _special(options["holidays"])
            first = _place(options["first_origin"], series, zone)
            hours = _hours(series, zone, special)
            horizon, steps = options["horizon"], (options["every_hours"], options["origins"])
            places = backtests.origins(first, *steps, horizon, hours.n)
            found = backtests.backtest(series.counts, hours, places, horizon, options["seed"])
        except (SeriesError, backtests.BacktestError) as error:
            raise CommandError(str(error)) from error
        answer = {
            "hours": hours.n,
            "first_origin": options["first_origin"],
            "every_hours": options["every_hours"],
            "origins": options["origins"],
            "horizon": horizon,
            **_document(found),
        }
        self.stdout.write(json.dumps(answer, indent=2) if options["json"] else _table(found))


def _document(found: backtests.Backtest) -> dict[str, Any]:
    return {
        "mase_scale": found.scale,
        **asdict(found.hourly),
        "skill": found.skill,
        "daily": asdict(found.daily) if found.daily else None,
        "by_day_ahead": [asdict(one) for one in found.by_day],
        "baselines": {name: asdict(one) for name, one in found.baselines.items()},
    }


def _table(found: backtests.Backtest) -> str:
    """Return one line a forecaster, tab-separated."""
    lines = ["\t".join(("", *Scores.__slots__)), _line("forecast", found.hourly)]
    if found.daily:
        lines.append(_line("forecast, daily totals", found.daily))
    lines += [_line(name, one) for name, one in found.baselines.items()]
    if not found.skill:
        lines.append(_("No skill: the error is not below that of the best baseline."))
    return "\n".join(lines)


def _line(name: str, scores: Scores) -> str:
    cells = ("-" if cell is None else f"{cell:.4g}" for cell in asdict(scores).values())
    return "\t".join((name, *cells))


def _bytes(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        text = _("%(name)s cannot be read: %(why)s.")
        raise CommandError(text % {"name": name, "why": error.strerror}) from error


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (OSError, ValueError, KeyError) as error:
        raise CommandError(_("No zone is called %(name)s.") % {"name": name}) from error


def _special(name: str | None) -> dict[int, int]:
    """Return local days to the number of their kind, from 1."""
    return holidays.codes(hourly_counts.read_days(_bytes(name))) if name else {}


def _hours(series: HourlyCounts, zone: ZoneInfo | None, special: dict[int, int]):
    if series.real:
        return wall_hours.of_instants(series.first, len(series.counts), zone, special)
    return wall_hours.of_wall(series.first, len(series.counts), zone, special)


def _place(text: str, series: HourlyCounts, zone: ZoneInfo | None) -> int:
    """Return the place of the first origin in the series."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("First origin: %(text)s is no time.") % {"text": text}) from error
    if series.real:
        moment = moment if moment.tzinfo else moment.replace(tzinfo=zone)
    else:
        moment = moment.replace(tzinfo=UTC)
    place, rest = divmod(to_us(moment) - series.first, HOUR)
    if rest or not 0 <= place < len(series.counts):
        raise CommandError(_("First origin: the series has no hour %(text)s.") % {"text": text})
    return place
