"""Who must approve: the policy in force, its history, and the proposals that wait."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import policies as accounts
from carepath.accounts.permissions import Permission
from carepath.frames.approvals import RISKS
from carepath.places.models import Site
from carepath.protocols import actions, forms, policies, queries
from carepath.protocols.models import ApprovalPolicy
from carepath.protocols.views import found
from carepath.ui import clock, paging


@require_safe
@accounts.requires(Permission.SEE, Permission.SET_APPROVALS)
def approvals(request: HttpRequest) -> HttpResponse:
    """Show who must approve what, at a site or at all of them, and how that came to be."""
    return _page(request, _site(request), None, status=200)


def _page(request: HttpRequest, site: Site | None, form: Any, *, status: int) -> HttpResponse:
    standard = queries.standard(site)
    page = paging.newest(queries.policies(by=request.user), after=request.GET.get("after", ""))
    if form is None:
        form = _form(request, site)
    context = {
        "site": site,
        "sites": _seen(request),
        "standard": standard,
        "needs": queries.by_risk(standard.rules),
        "lines": [_line(request, row) for row in page.items],
        "after": page.after,
        "checks": [label for key, label in forms.CHECKS.items() if key in standard.rules.checks],
        "form": form,
    }
    return render(request, "protocols/approvals.html", context, status=status)


def _line(request: HttpRequest, row: ApprovalPolicy) -> dict[str, Any]:
    """Return a policy with what it loosens and what this person may do with it."""
    waits = row.state == ApprovalPolicy.State.PROPOSED
    may = waits and policies.allowed(policies.check_propose_policy, request.user, row.site)
    return {
        "row": row,
        "needs": queries.by_risk(row.rules),
        "loosens": _in_words(queries.loosens(row)) if waits else "",
        "may_decide": may,
        "confirm_form": forms.ConfirmPolicyForm(auto_id=f"confirm-{row.pk}-%s")
        if may and row.proposed_by_id != request.user.pk
        else None,
    }


def _in_words(loosened: list[str]) -> str:
    """Return for what a proposal asks for less, "limit, dose and checks"; '' = for nothing."""
    risks = {key: policies.risk_name(risk) for risk, key in enumerate(RISKS)}
    return get_text_list([risks.get(key, _("checks")) for key in loosened], _("and"))


def _form(request: HttpRequest, site: Site | None) -> forms.PolicyForm | None:
    """Return the form of a proposal that starts from what holds; None without the right."""
    if not request.user.may(Permission.SET_APPROVALS):
        return None
    return forms.PolicyForm(
        request.POST or None,
        sites=found.sites_where(request, Permission.SET_APPROVALS),
        everywhere=request.user.sites_where(Permission.SET_APPROVALS) is None,
        rules=queries.standard(site).rules,
        initial={"site": site.slug if site else ""},
    )


def _seen(request: HttpRequest) -> list[Site]:
    return found.sites_where(request, Permission.SEE, Permission.SET_APPROVALS)


def _site(request: HttpRequest) -> Site | None:
    """Return the site that the address names, None = all sites."""
    slug = request.GET.get("site", "")
    site = next((one for one in _seen(request) if one.slug == slug), None)
    if slug and site is None:
        raise Http404
    return site


@require_POST
@accounts.requires(Permission.SET_APPROVALS)
def propose_policy(request: HttpRequest) -> HttpResponse:
    """Propose who must approve; a second person brings it into force."""
    form = _form(request, None)
    if not form.is_valid():
        return _page(request, None, form, status=422)
    slug = form.cleaned_data["site"]
    sites = found.sites_where(request, Permission.SET_APPROVALS)
    site = next((one for one in sites if one.slug == slug), None)

    def act() -> None:
        actions.propose_policy(
            site=site, rules=form.rules, by=request.user, at=clock.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip

    said = _("It is proposed. Nothing changes until a second person confirms.")
    return found.done(request, act, said=said, back=_address(site))


@require_POST
@accounts.requires(Permission.SET_APPROVALS)
@accounts.renewed
def confirm_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring somebody else's proposal into force."""
    row = _policy_or_404(request, pk)
    form = forms.ConfirmPolicyForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=_address(row.site))

    def act() -> None:
        actions.confirm_policy(
            policy=row, by=request.user, at=request.at, reason=form.cleaned_data["reason"],
            proved_at=accounts.proved_at(request, at=request.at),
        )  # fmt: skip

    said = _("It is in force. Reviews asked for before keep the policy they were asked under.")
    return found.done(request, act, said=said, back=_address(row.site))


@require_POST
@accounts.requires(Permission.SET_APPROVALS)
def decline_policy(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a proposal, or take one's own back."""
    row = _policy_or_404(request, pk)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return found.refused(request, form, back=_address(row.site))
    reason = form.cleaned_data["reason"]
    return found.done(
        request,
        lambda: actions.decline_policy(policy=row, by=request.user, at=clock.now(), reason=reason),
        said=_("It is declined; nothing changed."),
        back=_address(row.site),
    )


def _policy_or_404(request: HttpRequest, pk: int) -> ApprovalPolicy:
    row = queries.policy(pk=pk, by=request.user)
    if row is None:
        raise Http404
    return row


def _address(site: Site | None) -> str:
    address = reverse("protocols:approvals")
    return f"{address}?site={site.slug}" if site else address
