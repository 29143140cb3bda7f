"""Rules of escalation and alerts: what holds, what was proposed, and what it would have done."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.accounts.policies import requires
from carepath.frames import escalation
from carepath.frames.definitions.pressures import PARAMETERS
from carepath.frames.escalation import Bands, Rules
from carepath.outcomes import actions, forms, policies, queries
from carepath.outcomes.models import RuleSet
from carepath.outcomes.templatetags.outcomes import pressure
from carepath.outcomes.views.escalation import drawn, hours
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, paging

PAGE = 10


@require_safe
@requires(Permission.SEE)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules in force at a site, and every version there was."""
    sites = places.sites_of(by=request.user)
    if not sites:
        return render(request, "outcomes/rules.html", {"sites": []})
    request.site = site = site_of(request, sites)
    form = None
    if policies.allowed(policies.check_propose, request.user, site):
        form = forms.RulesForm(rules=queries.standard(site).rules)
    return _page(request, site, form, sites)


def _page(
    request: HttpRequest, site: Site, form: forms.RulesForm | None, sites: list[Site],
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    standard = queries.standard(site)
    after = request.GET.get("after", "")
    context = {
        "sites": sites,
        "site": site,
        "standard": standard,
        "bands": _bands(standard.rules),
        "page": paging.newest(queries.rule_sets(site=site), after=after, size=PAGE),
        "form": form,
    }
    return render(request, "outcomes/rules.html", context, status=status)


def _bands(rules: Rules) -> list[tuple[str, list[tuple[str, int]], int]]:
    """Return (parameter, (band, points) each, most points) in the order of pages."""
    held = [(key, rules.bands[key]) for key in PARAMETERS if key in rules.bands]
    return [(key, _each_band(key, one), max(one.points)) for key, one in held]


def _each_band(key: str, one: Bands) -> list[tuple[str, int]]:
    first = "< " + pressure(one.edges[0], key)
    labels = [first, *("≥ " + pressure(edge, key) for edge in one.edges)]
    return list(zip(labels, one.points, strict=True))


@require_POST
@requires(Permission.SET_ESCALATION)
def propose_rules(request: HttpRequest) -> HttpResponse:
    """Propose other rules; a second person brings them into force."""
    sites = places.sites_of(by=request.user)
    if not sites:
        raise Http404
    request.site = site = site_of(request, sites)
    policies.check_propose(request.user, site)
    form = forms.RulesForm(request.POST, rules=queries.standard(site).rules)
    if not form.is_valid():
        return _page(request, site, form, sites, status=422)
    try:
        row = actions.propose_rules(
            site=site, rules=form.rules, by=request.user, at=clock.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except policies.NotNow as error:
        form.add_error(None, str(error))
        return _page(request, site, form, sites, status=422)
    messages.success(request, _("It is proposed. Nothing changes until a second person confirms."))
    return redirect("outcomes:rule_set", pk=row.pk)


@require_safe
@requires(Permission.SEE)
def rule_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version of the rules: what it changes, and to who may decide, the way to do it."""
    row = _row_or_404(request, pk)
    before = queries.replaces(row)
    waits = row.state == RuleSet.State.PROPOSED
    may = waits and policies.allowed(policies.check_propose, request.user, row.site)
    context = {
        "row": row,
        "before": before,
        "changes": escalation.changes(before.rules, row.rules),
        "may_decide": may,
        "confirm_form": forms.ConfirmForm(auto_id="confirm-%s")
        if may and row.proposed_by_id != request.user.pk
        else None,
    }
    return render(request, "outcomes/rule_set.html", context)


@require_safe
@requires(Permission.SEE)
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a version would have done over the last days beside what it replaces, as a part."""
    row = _row_or_404(request, pk)
    before, at = queries.replaces(row), clock.now(row.site)
    old, new = queries.replay(site=row.site, each=[before.rules, row.rules], at=at)
    spent = [(level, was, now) for (level, was), (_same, now) in zip(
        hours(old), hours(new), strict=True)]  # fmt: skip
    lines = [(_("Before"), old), (_("With these rules"), new)]
    context: dict[str, Any] = {"row": row, "old": old, "new": new, "spent": spent}
    context["drawing"] = drawn(lines, row.site, at)
    return render(request, "outcomes/replay.html", context)


@require_POST
@requires(Permission.SET_ESCALATION)
@accounts.renewed
def confirm_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring somebody else's rules into force."""
    row = _row_or_404(request, pk)
    form = forms.ConfirmForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, form)
    try:
        actions.confirm_rules(
            row=row, by=request.user, at=request.at, reason=form.cleaned_data["reason"],
            proved_at=accounts.proved_at(request, at=request.at),
        )  # fmt: skip
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is in force from the next score on, within a minute."))
    return redirect("outcomes:rule_set", pk=row.pk)


@require_POST
@requires(Permission.SET_ESCALATION)
def decline_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    row = _row_or_404(request, pk)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _refused(request, row, form)
    try:
        reason = form.cleaned_data["reason"]
        actions.decline_rules(row=row, by=request.user, at=clock.now(), reason=reason)
    except policies.NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("It is declined; nothing changed."))
    query = urlencode({"site": row.site.slug})
    return HttpResponseRedirect(f"{reverse('outcomes:rules')}?{query}")


def _refused(request: HttpRequest, row: RuleSet, form: forms.ReasonForm) -> HttpResponse:
    for name, errors in form.errors.items():
        messages.error(request, f"{form.fields[name].label}: {' '.join(errors)}")
    return redirect("outcomes:rule_set", pk=row.pk)


def _row_or_404(request: HttpRequest, pk: int) -> RuleSet:
    row = queries.rule_set(pk=pk, by=request.user)
    if row is None:
        raise Http404
    request.site = row.site
    return row
