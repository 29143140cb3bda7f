"""How good the forecasts were: a sentence first, the figures one click deeper."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.analysis import group_backtests
from carepath.analysis.departure_backtests import Judged
from carepath.forecasts import policies, queries
from carepath.forecasts.models import Slot
from carepath.forecasts.queries import LIMITS, Proof
from carepath.forecasts.views import drawing
from carepath.forecasts.views.advice_proofs import RULES as ADVICE_RULES
from carepath.forecasts.views.advice_proofs import lines as advice_lines
from carepath.forecasts.views.asked import WHOLE
from carepath.forecasts.views.badges import Badge, leaving_badges
from carepath.places import queries as places
from carepath.places.views.chosen import site_of

RULES = {
    "seasonal_naive_168": gettext_lazy("as a week ago"),
    "hour_of_week_mean_8w": gettext_lazy("mean of the hour of the week"),
    "persistence": gettext_lazy("as now"),
}
"""Name of each baseline to its words."""
WINDOW = 8
"""Hours of the windows of who leaves that stand for all: a shift."""


@require_safe
@requires(Permission.SEE)
def backtests(request: HttpRequest) -> HttpResponse:
    """Show how often nights were warned of, and how good each series was beside simple rules."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "forecasts/backtests.html", {"sites": []})
    request.site = site = site_of(request, sites)
    beds = queries.proofs(queries.judged(site=site, job=Slot.Job.BEDS).values())
    arrivals = queries.proofs(queries.judged(site=site, job=Slot.Job.ARRIVALS).values())
    advice = advice_lines(site)
    context = {
        "sites": sites,
        "site": site,
        "beds": beds,
        "arrivals": arrivals,
        "leaving": _leaving(beds),
        "advice": advice,
        "advice_rules": ADVICE_RULES,
        "total": queries.together(beds),
        "units": sum(bool(one.row.series) for one in beds),
        "rules": RULES,
        "limit": policies.RULE.raises,
        "any": next(iter([*beds, *arrivals, *(one for one, _marks in advice)]), None),
    }
    return render(request, "forecasts/backtests.html", context)


def _leaving(beds: list[Proof]) -> list[tuple[Proof, Judged, list[Badge]]]:
    """Return how good the windows of WINDOW hours of each series were, where they were judged."""
    found = [(one, one.leaving_of(WINDOW)) for one in beds]
    return [(one, judged, leaving_badges(judged)) for one, judged in found if judged]


@require_safe
@requires(Permission.SEE)
def backtest(request: HttpRequest) -> HttpResponse:
    """Show the figures of one series: error, loss, coverage, bias, width, its nights and misses."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    job, series = request.GET.get("job", Slot.Job.BEDS), request.GET.get("series", WHOLE)
    row = queries.judged(site=site, job=job).get("" if series == WHOLE else series)
    if row is None:
        raise Http404(_("This series was not judged yet."))
    proof = Proof(row)
    result = row.result
    lines = [(_("this forecast"), result["scores"], True)]
    lines += [(RULES.get(name, name), one, False) for name, one in result["baselines"].items()]
    context = {
        "site": site,
        "proof": proof,
        "row": row,
        "is_beds": job == Slot.Job.BEDS,
        "acuities": proof.acuities,
        "rules": [(name, RULES[name]) for name in group_backtests.RULES],
        "lines": lines,
        "limits": [
            (limit, proof.warned_at(limit), limit == policies.RULE.raises) for limit in LIMITS
        ],
        "leaving": [(one, leaving_badges(one)) for one in proof.leaving],
        "best": RULES.get(proof.best[0], proof.best[0]),
        "nights": drawing.nights(proof, ZoneInfo(site.timezone)) if proof.nights else None,
    }
    return render(request, "forecasts/backtest.html", context)
