"""Annotations: what was going on in a unit or a site, and when."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.journeys import actions, queries
from carepath.journeys.forms import AnnotationForm
from carepath.journeys.models import Annotation
from carepath.ui import clock, paging


@require_http_methods(["GET"])
@policies.requires(Permission.SEE)
def annotations(request: HttpRequest) -> HttpResponse:
    """List the annotations of the sites this person sees, with a form for who may write one."""
    return _page(request, None)


@require_POST
@policies.requires(Permission.ANNOTATE)
def annotate(request: HttpRequest) -> HttpResponse:
    """Write an annotation."""
    form = AnnotationForm(
        request.POST, sites=queries.sites_where(Permission.ANNOTATE, by=request.user)
    )
    if not form.is_valid():
        return _page(request, form)
    values = form.cleaned_data
    actions.annotate(
        site=values["site"],
        unit=values["unit"],
        starts_at=values["starts"],
        ends_at=values["ends"],
        text=values["text"],
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, _("Noted: lists and figures that cover this period show it."))
    return redirect("journeys:annotations")


@require_POST
@policies.requires(Permission.ANNOTATE)
def withdraw_annotation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an annotation back."""
    notes = queries.annotations(by=request.user).filter(kind=Annotation.Kind.NOTE)
    found = notes.filter(pk=pk).first()
    if found is None:
        raise Http404
    policies.check_may(request.user, Permission.ANNOTATE, site=found.site.slug)
    actions.withdraw(annotation=found, by=request.user, at=clock.now())
    messages.success(request, _("Taken back; its history stays in the audit."))
    return redirect("journeys:annotations")


def _page(request: HttpRequest, form: AnnotationForm | None) -> HttpResponse:
    sites = queries.sites_where(Permission.ANNOTATE, by=request.user)
    writable = {site.slug for site in sites}
    page = paging.newest(queries.annotations(by=request.user), after=request.GET.get("after", ""))
    shown = sorted(page.items, key=lambda found: found.starts_at, reverse=True)
    context = {
        "form": form or (AnnotationForm(sites=sites) if sites else None),
        "rows": [(found, _is_theirs(found, writable)) for found in shown],
        "after": page.after,
    }
    return render(request, "journeys/annotations.html", context)


def _is_theirs(found: Annotation, writable: set[str]) -> bool:
    """Return whether it may be taken back: a note of a site where this person writes notes."""
    return found.kind == Annotation.Kind.NOTE and found.site.slug in writable
