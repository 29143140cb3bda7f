"""Packages: download a version as one file, and take one over as a draft."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.views import found
from carepath.ui import clock


@require_safe
@accounts.requires(Permission.SEE)
def package(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Download a version as one file."""
    row = found.version_or_404(request, pk, number)
    answer = HttpResponse(queries.package(row), content_type="application/json")
    name = f"protocol-{row.protocol_id}-v{row.number}-{row.sha256[:8]}.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@accounts.requires(Permission.AUTHOR)
def take_over(request: HttpRequest) -> HttpResponse:
    """Take over a package as a draft, and show what it changes."""
    sites = found.sites_where(request, Permission.AUTHOR)
    form = forms.PackageForm(request.POST or None, request.FILES or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            draft = actions.take_over(
                raw=values["file"].read(actions.LARGEST_PACKAGE + 1),
                site=next(one for one in sites if one.slug == values["site"]),
                by=request.user,
                at=clock.now(),
                reason=values["reason"] or _("taken over from a package"),
            )
        except policies.NotNow as error:
            form.add_error("file", str(error))
        else:
            return HttpResponseRedirect(found.address(draft))
    status = 422 if form.is_bound else 200
    return render(request, "protocols/take_over.html", {"form": form}, status=status)
