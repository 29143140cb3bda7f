"""How sources are joined: the rules of each site, how many cases found no visit, and which."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.frames import correlation
from carepath.frames.correlation import OUTCOMES
from carepath.ingestion import actions, policies, queries
from carepath.ingestion.forms import JoinRulesForm
from carepath.ui import clock, paging


@require_http_methods(["GET", "HEAD", "POST"])
@rights.requires(Permission.MANAGE_FEEDS)
def joins(request: HttpRequest) -> HttpResponse:
    """Show the rules of a site and how its sources match; save a new version of the rules."""
    sites = queries.rule_sites(by=request.user)
    named = request.POST.get("site") or request.GET.get("site")
    site = sites.filter(slug=named).first() if named else sites.first()
    if site is None:
        return render(request, "ingestion/joins.html", {"site": None})
    newest = queries.newest_rules(site)
    form = JoinRulesForm(
        request.POST if request.method == "POST" else None,
        sources=queries.source_names(site),
        rules=correlation.rules_of(newest.content) if newest else None,
    )
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        actions.save_rules(
            site=site, rules=said["rules"], reason=said["reason"], by=request.user, at=clock.now()
        )
        messages.success(request, _("Saved. Every case is looked at again by these rules."))
        return redirect(f"{request.path}?site={site.slug}")
    context = {
        "site": site,
        "sites": sites,
        "form": form,
        "newest": newest,
        "versions": [(one, _in_words(one.content)) for one in queries.rule_versions(site)[:20]],
        "matched": queries.matched(site=site),
    }
    return render(request, "ingestion/joins.html", context, status=422 if form.is_bound else 200)


def _in_words(content: dict[str, Any]) -> list[str]:
    """Return rules as people read them: who tells of visits, then a line for each other source."""
    rules = correlation.rules_of(content)
    leading = get_text_list(list(rules.leading), _("then"))
    return [
        _("Visits are those of %(sources)s.") % {"sources": leading},
        *(f"{one.source}: {_(', else ').join(_ways(one))}." for one in rules.rules),
    ]


def _ways(rule: correlation.Rule) -> list[str]:
    ways = []
    if rule.visit:
        where = _("the case") if rule.visit == correlation.CASE else f"“{rule.visit}”"
        ways.append(_("by the number of the visit in %(where)s") % {"where": where})
    if rule.patient:
        text = _("by patient and time, %(before)s min before to %(after)s min after the visit")
        ways.append(text % {"before": rule.before_min, "after": rule.after_min})
    return ways


@require_safe
@rights.requires(Permission.MANAGE_FEEDS)
@access.reads_patients("correlation")
def joined(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the cases of a source that found no visit, or (`?show=joined`) those that did."""
    source = get_object_or_404(queries.one_source(pk, by=request.user))
    request.site = source.site
    shows_joined = request.GET.get("show") == "joined"
    rows = queries.correlated(source=source, joined=shows_joined)
    page = paging.newest(rows, after=request.GET.get("after", ""))
    apart = queries.apart([one.journey_id for one in page.items])
    context = {
        "source": source,
        "page": page,
        "shows_joined": shows_joined,
        "rows": [(one, _(OUTCOMES[one.outcome]), apart.get(one.journey_id)) for one in page.items],
    }
    return render(request, "ingestion/joined.html", context)


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def take_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a case out of the visit it was joined to, with a reason."""
    return _decide(request, pk, actions.take_apart, _("Taken apart; it stays so."))


@require_POST
@rights.requires(Permission.MANAGE_FEEDS)
def let_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rules decide about a case again, with a reason."""
    return _decide(request, pk, actions.let_join, _("The rules decide again."))


def _decide(request: HttpRequest, pk: int, action: Any, done: str) -> HttpResponse:
    found = get_object_or_404(queries.one_correlated(pk, by=request.user))
    try:
        action(found=found, reason=request.POST.get("reason", ""), by=request.user, at=clock.now())
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("ingestion:joined", pk=found.source_id)
