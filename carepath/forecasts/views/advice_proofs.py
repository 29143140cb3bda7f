"""How good the forecasts behind a kind of advice were: a sentence first, scores deeper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.forecasts import queries
from carepath.forecasts.queries import AdviceProof
from carepath.forecasts.views.badges import Badge, advice_badges
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of

RULES = {
    "climatology": gettext_lazy("as often as in these weeks"),
    "persistence": gettext_lazy("as it was then"),
}
"""Name of each simple rule to its words."""


def lines(site: Site) -> list[tuple[AdviceProof, list[Badge]]]:
    """Return each proof of a site with what must be known of it."""
    return [(one, advice_badges(one)) for one in queries.advice_proofs(site=site)]


@require_safe
@requires(Permission.SEE)
def advice_proof(request: HttpRequest) -> HttpResponse:
    """Show how good the forecast behind discharges brought forward of a unit, or behind a scanner
    open longer, was: its score beside simple rules, and what was told against what came."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    asked = {name: request.GET.get(name, "") for name in ("kind", "series")}
    proof = queries.advice_proof(site=site, **asked)
    if proof is None:
        raise Http404(_("This was not judged yet."))
    context = {
        "site": site,
        "proof": proof,
        "row": proof.row,
        "marks": advice_badges(proof),
        "best": RULES[proof.best[0]],
        "scores": _scores(proof.score, proof.baselines),
        "briers": _scores(proof.chances.brier, proof.chances.baselines),
    }
    return render(request, "forecasts/advice_proof.html", context)


def _scores(ours: float, others: dict[str, float]) -> list[tuple[Promise | str, float, bool]]:
    """Return (forecaster, score, whether it is ours), the best first."""
    found = [(_("this forecast"), ours, True)]
    found += [(RULES.get(name, name), score, False) for name, score in others.items()]
    return sorted(found, key=lambda line: line[1])
