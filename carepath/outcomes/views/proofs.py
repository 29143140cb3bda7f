"""How good the levels to come were: a sentence first, scores and what was told deeper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.outcomes import queries
from carepath.outcomes.queries import HOURS, Judged
from carepath.places import queries as places
from carepath.places.views.chosen import site_of

RULES = {"climatology": _("as often as in these weeks"), "persistence": _("as it was then")}
"""Name of each simple rule to its words."""


@require_safe
@requires(Permission.SEE)
def level_proofs(request: HttpRequest) -> HttpResponse:
    """Show how often the level to come was right, its scores beside simple rules, and how often
    what was told with some chance came."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    found = queries.proofs_of_levels(site=site)
    context = {
        "sites": sites,
        "site": site,
        "each": [(one, _scores(one)) for one in found.values()],
        "first": next(iter(found.values()), None),
        "hours": HOURS,
        "may_export": request.user.may(Permission.EXPORT, site=site.slug),
    }
    return render(request, "outcomes/level_proofs.html", context)


def _scores(one: Judged) -> list[tuple[object, float, int | None, bool]]:
    """Return (forecaster, score, how often it was right, whether it is ours), the best first."""
    found = one.proof
    right = {"persistence": found.right_as_now}
    lines = [(_("this forecast"), found.rps, found.right, True)]
    lines += [
        (RULES.get(name, name), score, right.get(name), False)
        for name, score in found.baselines.items()
    ]
    return sorted(lines, key=lambda line: line[1])
