"""The library of protocols, one protocol with its history, and two of its versions side by side."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.frames.protocol import Document
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.models import Protocol, Version
from carepath.protocols.views import found
from carepath.ui import clock


@require_safe
@accounts.requires(Permission.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """List the protocols, what is in force where, and what is being worked on."""
    search = request.GET.get("q", "")
    page = queries.library(by=request.user, after=request.GET.get("after", ""), search=search)
    context = {
        "lines": page.items,
        "after": page.after,
        "search": search,
        "may_author": request.user.may(Permission.AUTHOR),
        "bootstrap": accounts.is_bootstrap(),
        "awaits": policies.awaits_administrators(),
    }
    return render(request, "protocols/index.html", context)


@accounts.requires(Permission.AUTHOR)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a new protocol with an empty draft."""
    sites = found.sites_where(request, Permission.AUTHOR)
    form = forms.NewProtocolForm(request.POST or None, sites=sites)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        site = next(one for one in sites if one.slug == values["site"])
        try:
            draft = actions.begin(
                site=site,
                name=values["name"],
                document=Document(title=values["name"]),
                by=request.user,
                at=clock.now(),
                reason=values["reason"],
                invented=site.synthetic,
            )
        except policies.NotNow as error:
            form.add_error("name", str(error))
        else:
            return HttpResponseRedirect(found.address(draft, "edit"))
    status = 422 if form.is_bound else 200
    return render(request, "protocols/begin.html", {"form": form}, status=status)


@require_safe
@accounts.requires(Permission.SEE)
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one protocol: what is in force where, and every version it had."""
    row = found.protocol_or_404(request, pk)
    activations = queries.activations(row)
    context = {
        "protocol": row,
        "graph": queries.graph(row, before=request.GET.get("before", "")),
        "activations": activations,
        "in_force": [
            (one, policies.allowed(policies.check_roll_back, request.user, one),
             policies.allowed(policies.check_retire, request.user, one))
            for one in activations if one.ends_at is None
        ],
        "form": forms.ReasonForm(),
        "may_author": policies.allowed(policies.check_author, request.user, row.site),
    }  # fmt: skip
    return render(request, "protocols/protocol.html", context)


@require_safe
@accounts.requires(Permission.SEE)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed between any two versions, in the protocol's own terms."""
    row = found.protocol_or_404(request, pk)
    one, two = (_chosen(row, request.GET.get(name, "")) for name in ("from", "to"))
    if one is None or two is None:
        messages.info(request, _("Choose two versions to compare."))
        return HttpResponseRedirect(reverse("protocols:protocol", args=[row.pk]))
    changes = queries.sentences(one.document, two.document)
    context = {
        "protocol": row,
        "one": one,
        "two": two,
        "changes": changes,
        "versions": queries.history(row),
    }
    return render(request, "protocols/compare.html", context)


def _chosen(protocol: Protocol, number: str) -> Version | None:
    if not number:
        return None
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    found_version = queries.version(protocol=protocol, number=int(number))
    if found_version is None:
        raise Http404
    return found_version
