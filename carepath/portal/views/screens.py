"""Screens: added, listed and revoked by people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.portal import actions, forms, queries
from carepath.portal.models import Screen
from carepath.ui import clock


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SET_UP_PLACES)
def screens(request: HttpRequest) -> HttpResponse:
    """Show the screens of the walls; add one and show its token once."""
    form = forms.ScreenForm(request.POST or None, by=request.user)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _screen, secret = actions.add_screen(by=request.user, at=clock.now(), **form.cleaned_data)
        form = forms.ScreenForm(by=request.user)
    rows = queries.screens(by=request.user)
    return render(request, "portal/screens.html", {"form": form, "secret": secret, "rows": rows})


@require_POST
@requires(Permission.SET_UP_PLACES)
def revoke_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """End a screen at once."""
    mine = [row.pk for row in queries.screens(by=request.user)]
    screen = get_object_or_404(Screen.objects.filter(pk__in=mine).select_related("site"), pk=pk)
    actions.revoke_screen(screen=screen, by=request.user, at=clock.now())
    return redirect("portal:screens")
