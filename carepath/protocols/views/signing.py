"""Signatures: an approval and an activation, each after proving anew who signs."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.protocols import actions, forms
from carepath.protocols.views import found


@require_POST
@accounts.requires(Permission.REVIEW)
@accounts.renewed
def approve(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Sign that one read exactly this version and approves it."""
    row = found.version_or_404(request, pk, number)
    form = forms.ApproveForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))
    values = {name: form.cleaned_data[name] for name in ("edition", "sha256", "reason")}

    def act() -> None:
        actions.approve(
            version=row,
            by=request.user,
            at=request.at,
            proved_at=accounts.proved_at(request, at=request.at),
            **values,
        )

    return found.done(
        request, act, said=_("Your signature is on this version."), back=found.address(row)
    )


@require_POST
@accounts.requires(Permission.ACTIVATE)
@accounts.renewed
def activate(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Bring an approved version into force at a site."""
    row = found.version_or_404(request, pk, number)
    sites = found.sites_where(request, Permission.ACTIVATE)
    form = forms.ActivateForm(request.POST, sites=sites)
    if not form.is_valid():
        return found.refused(request, form, back=found.address(row))
    values = dict(form.cleaned_data)
    site = next(one for one in sites if one.slug == values.pop("site"))
    values.pop("meaning")
    starts_at = _on_the_clock(values.pop("starts_at"), site)

    def act() -> None:
        actions.activate(
            version=row,
            site=site,
            starts_at=starts_at,
            by=request.user,
            at=request.at,
            proved_at=accounts.proved_at(request, at=request.at),
            **values,
        )

    said = _("It is in force at %(site)s.") % {"site": site}
    return found.done(request, act, said=said, back=found.address(row))


def _on_the_clock(moment: datetime | None, site: Site) -> datetime | None:
    """Return a moment as typed, on the clock of the site."""
    if moment is None:
        return None
    plain = moment if is_naive(moment) else moment.replace(tzinfo=None)
    return make_aware(plain, ZoneInfo(site.timezone))
