"""Files of places, staff, holidays and the like: look at what one would do, load it, write out."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.frames.rejects import FileError
from carepath.frames.sheets import CHOICE, DAY, FAULTS, MOMENT, TEXT, WHOLE, YES_NO, Column
from carepath.places import actions, forms, queries
from carepath.places.models import Site
from carepath.places.views.chosen import changeable, site_of
from carepath.ui import clock, export

SHOWN = 200
"""Rows of a preview of each sort; of more the number is said."""
TITLES = {
    "places": gettext_lazy("Load places"),
    "staff": gettext_lazy("Load staff"),
    "equipment": gettext_lazy("Load equipment"),
    "holidays": gettext_lazy("Load public holidays"),
    "slots": gettext_lazy("Load slots"),
}
ABOUT = {
    "places": gettext_lazy(
        "One row a bed, or a unit alone. Beds that are not in the file stay as they are."
    ),
    "staff": gettext_lazy("One row a unit, role, shift and day: how many are there and needed."),
    "equipment": gettext_lazy(
        "A row without a time says how many there are; one with a time, how many were in use from "
        "then on."
    ),
    "holidays": gettext_lazy(
        "One row a day, past ones too: forecasts learn from them. Days of the same name go alike. "
        "Holidays that are not in the file stay as they are."
    ),
    "slots": gettext_lazy("One row a slot: where, from when, how long, and whether it is taken."),
}
PAGES = {
    "places": "places:places",
    "staff": "places:staff",
    "equipment": "capacity:equipment",
    "holidays": "places:holidays",
    "slots": "places:slots",
}
"""Where what was loaded is seen."""
WRITTEN = {
    TEXT: gettext_lazy("text"),
    YES_NO: gettext_lazy("yes or no"),
    DAY: gettext_lazy("a day such as 2026-03-31"),
    MOMENT: gettext_lazy("a time such as 2026-03-31 07:30"),
}


@require_http_methods(["GET", "POST"])
@policies.requires(Permission.ENTER_STAFFING, Permission.SET_UP_PLACES)
def load(request: HttpRequest, kind: str) -> HttpResponse:
    """Show what a file would add, change and leave alone, then let it take effect whole."""
    found = _kind(kind)
    policies.check_may(request.user, found.permission)
    sites = [
        site
        for site in queries.sites_of(by=request.user)
        if request.user.may(found.permission, site=site.slug)
    ]
    if not sites:
        return render(request, "places/load.html", _page(kind, None, []))
    site = changeable(request, site_of(request, sites), found.permission)
    request.site = site
    if "content" in request.POST:
        return _loaded(request, kind, site, sites)
    form = forms.FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method == "GET" else 422
        return render(
            request, "places/load.html", _page(kind, site, sites, form=form), status=status
        )
    file = form.cleaned_data["file"]
    return _shown(request, kind, site, sites, file.read(), file.name)


@require_safe
@policies.requires(Permission.SEE)
def export_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Write out what is there, as a file that can be loaded again."""
    found = _kind(kind)
    sites = queries.sites_of(by=request.user)
    if not sites:
        raise Http404
    site = site_of(request, sites)
    sheet = export.Sheet(
        name=kind,
        columns=[export.Column(column.name) for column in found.columns],
        rows=(
            ["" if cell is None else cell for cell in cells]
            for cells in queries.exported(kind=kind, site=site, at=clock.now(site))
        ),
        zone=ZoneInfo(site.timezone),
        invented=site.synthetic,
    )
    return export.response(sheet, kind="csv", filename=f"{kind}-{site.slug}")


def _kind(kind: str) -> queries.Kind:
    if kind not in queries.KINDS:
        raise Http404
    return queries.KINDS[kind]


def _loaded(request: HttpRequest, kind: str, site: Site, sites: list[Site]) -> HttpResponse:
    """Let the file take effect as it was shown; else show it again, with what is in the way."""
    form = forms.LoadForm(request.POST)
    if not form.is_valid():
        if "content" not in form.cleaned_data:
            messages.error(request, _("Choose the file again."))
            return redirect(f"{reverse('places:load', args=[kind])}?{_query(site)}")
        content, name = form.cleaned_data["content"], form.cleaned_data.get("name", "")
        return _shown(request, kind, site, sites, content, name, form, status=422)
    said = form.cleaned_data
    try:
        plan = actions.load(kind=kind, site=site, by=request.user, at=clock.now(), **said)
    except (actions.NotAsShown, FileError) as error:
        messages.error(request, str(error))
        return _shown(request, kind, site, sites, said["content"], said["name"], status=422)
    words = {"new": len(plan.added), "changed": len(plan.changed), "file": said["name"]}
    messages.success(request, _("%(file)s: %(new)s added, %(changed)s changed.") % words)
    return redirect(f"{reverse(PAGES[kind])}?{_query(site)}")


def _shown(
    request: HttpRequest,
    kind: str,
    site: Site,
    sites: list[Site],
    content: bytes,
    name: str,
    form: forms.LoadForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show what a file would do; nothing is kept of it but what the page itself carries."""
    try:
        plan = queries.plan_of(kind=kind, content=content, site=site, by=request.user)
    except FileError as error:
        upload = forms.FileForm()
        context = _page(kind, site, sites, form=upload) | {"unreadable": str(error)}
        return render(request, "places/load.html", context, status=422)
    carried = {"content": forms.carried(content), "name": name[:120], "digest": plan.digest}
    context = _page(kind, site, sites, form=forms.FileForm()) | {
        "plan": plan,
        "name": name,
        "faults": [(one, _(FAULTS[one.code]) % one.params) for one in plan.faults[:SHOWN]],
        "added": plan.added[:SHOWN],
        "changed": plan.changed[:SHOWN],
        "load_form": forms.LoadForm(initial=carried, auto_id="load_%s"),
        "reason_errors": form.errors.get("reason") if form else None,
    }
    return render(request, "places/load.html", context, status=422 if plan.faults else status)


def _page(kind: str, site: Site | None, sites: list[Site], **more: Any) -> dict[str, Any]:
    columns = [(one.name, one.needed, _written(one)) for one in queries.KINDS[kind].columns]
    return {
        "kind": kind,
        "site": site,
        "sites": sites,
        "title": TITLES[kind],
        "about": ABOUT[kind],
        "columns": columns,
        "back": PAGES[kind],
        "most": SHOWN,
        **more,
    }


def _written(column: Column) -> str:
    if column.kind == CHOICE:
        return ", ".join(column.words)
    if column.kind == WHOLE:
        bounds = {"least": column.least, "most": column.most}
        return _("a whole number from %(least)s to %(most)s") % bounds
    return str(WRITTEN[column.kind])


def _query(site: Site) -> str:
    return urlencode({"site": site.slug})
