"""Two to four scenarios of one calibration beside each other."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.scenarios import policies, queries
from carepath.scenarios.models import Scenario
from carepath.scenarios.views import drawing


@require_safe
@requires(Permission.SEE)
def compare(request: HttpRequest) -> HttpResponse:
    """Show the scenarios that `with` names beside each other, or say why they cannot be."""
    keys = queries.ids(request.GET.getlist("with"))
    rows = list(queries.scenarios(by=request.user).filter(pk__in=keys)[: len(keys) + 1])
    if len(rows) < len(keys):
        raise Http404
    rows.sort(key=lambda row: keys.index(row.pk))
    if rows:
        request.site = rows[0].site
    context = {"rows": rows, "site": rows[0].site if rows else None, "fault": _fault(rows)}
    if not context["fault"]:
        units = queries.unit_names(site=rows[0].site)
        found = queries.beside(rows, units)
        context |= {
            "found": found,
            "best": found.best,
            "tables": zip(
                (_("Waits and boarding"), _("Units"), _("Stations")),
                found.lines,
                ("site", "units", "stations"),
                strict=True,
            ),
            "left_out": queries.left_out(rows[0].calibration),
            "stand_ins": queries.stand_ins(rows[0].calibration, units),
            "calibration": rows[0].calibration,
            "figures": drawing.beside(found, units),
        }
    status = 422 if context["fault"] else 200
    return render(request, "scenarios/compare.html", context, status=status)


def _fault(rows: list[Scenario]) -> str:
    """Return why these scenarios do not stand beside each other; '' = they do."""
    least, most = policies.COMPARED
    if not least <= len(rows) <= most:
        said = _("Choose %(least)s to %(most)s scenarios to compare.")
        return said % {"least": least, "most": most}
    if any(row.state != Scenario.State.DONE for row in rows):
        return _("Only scenarios that are answered can be compared.")
    if len({(row.calibration_id, row.weeks, row.pairs) for row in rows}) > 1:
        return _(
            "These scenarios rest on other histories, or were run for longer or more often: more "
            "than the changes would differ."
        )
    return ""
