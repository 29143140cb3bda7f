"""Pages for those who manage people: who is here, with which roles, and what waits for approval."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from carepath.accounts import actions, forms, policies, queries
from carepath.accounts.models import Grant, Proposal, User
from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role
from carepath.ui import clock

manages = policies.requires(Permission.MANAGE_PEOPLE)


@manages
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Show the people and their roles, and the roles that wait for a second person."""
    search = request.GET.get("q", "")
    page = queries.people(by=request.user, search=search, after=request.GET.get("after", ""))
    context = {"page": page, "search": search, "proposals": _proposals(request)}
    return render(request, "accounts/index.html", context)


@policies.signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Show what each role may do."""
    return render(request, "accounts/roles.html", {"roles": list(Role), "rows": queries.matrix()})


@manages
@policies.renewed
def invite(request: HttpRequest) -> HttpResponse:
    """Make a new person and show the one-time password once."""
    form = forms.Invitation(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(**form.cleaned_data, by=request.user, at=clock.now())
        except actions.NameTaken as error:
            form.add_error("username", str(error))
    return render(request, "accounts/invite.html", {"form": form, "made": made})


@manages
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one person: their roles, what waits, and what a manager can do."""
    return _person(request, _found(request, pk))


@manages
@require_POST
@policies.renewed
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a role, or propose it where a second person must agree."""
    user = _found(request, pk)
    form = forms.RoleGrant(request.POST, by=request.user)
    if not form.is_valid():
        return _person(request, user, form)
    role, site, why = (form.cleaned_data[name] for name in ("role", "site", "why"))
    try:
        given = actions.grant(
            user=user, role=Role[role], site=site, by=request.user, at=clock.now(), why=why
        )
    except actions.AlreadyHeld as error:
        form.add_error("role", str(error))
        return _person(request, user, form)
    if isinstance(given, Proposal):
        messages.info(request, _("The role waits for a second person who manages people."))
    return _back(request, user)


@manages
@require_POST
@policies.renewed
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a role back."""
    held = get_object_or_404(
        Grant.objects.select_related("user"), pk=pk, user__in=queries.visible(by=request.user)
    )
    why = request.POST.get("why", "").strip()
    if not why:
        messages.error(request, _("Give a reason."))
        return _back(request, held.user)
    actions.revoke(grant=held, by=request.user, at=clock.now(), why=why[:300])
    return _back(request, held.user)


@manages
@require_POST
@policies.renewed
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to a proposed role as the second person."""
    proposal = get_object_or_404(queries.waiting_proposals(by=request.user), pk=pk)
    actions.approve(proposal=proposal, by=request.user, at=clock.now())
    return _back(request, proposal.user)


@manages
@require_POST
@policies.renewed
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a proposed role, or withdraw one's own."""
    proposal = get_object_or_404(queries.waiting_proposals(by=request.user), pk=pk)
    actions.decline(proposal=proposal, by=request.user, at=clock.now())
    return _back(request, proposal.user)


@manages
@require_POST
@policies.renewed
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """End a person's access."""
    return _done(request, pk, actions.deactivate)


@manages
@require_POST
@policies.renewed
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a person back in."""
    return _done(request, pk, actions.reactivate)


@manages
@require_POST
@policies.renewed
def reset_factors(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a person's lost second factors."""
    return _done(request, pk, actions.reset_factors)


@manages
@require_POST
@policies.renewed
def renew_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new one-time password and show it once."""
    user = _found(request, pk)
    form = forms.Reason(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason."))
        return _back(request, user)
    made = actions.renew_password(user=user, by=request.user, at=clock.now(), **form.cleaned_data)
    return render(request, "accounts/renew_password.html", {"made": made})


def _found(request: HttpRequest, pk: int) -> User:
    return get_object_or_404(queries.visible(by=request.user), pk=pk)


def _proposals(request: HttpRequest) -> list[Proposal]:
    return list(queries.waiting_proposals(by=request.user)[:100])


def _person(request: HttpRequest, user: User, form=None) -> HttpResponse:
    context = {
        "person": user,
        "grants": user.grants.order_by("role", "site"),
        "proposals": [p for p in _proposals(request) if p.user_id == user.pk],
        "factors": queries.second_factors(user=user),
        "form": form or forms.RoleGrant(by=request.user),
        "alone": policies.is_bootstrap(),
    }
    status = 200 if form is None else 422
    return render(request, "accounts/person.html", context, status=status)


def _done(request: HttpRequest, pk: int, act) -> HttpResponse:
    user = _found(request, pk)
    form = forms.Reason(request.POST)
    if form.is_valid():
        act(user=user, by=request.user, at=clock.now(), **form.cleaned_data)
    else:
        messages.error(request, _("Give a reason."))
    return _back(request, user)


def _back(request: HttpRequest, user: User) -> HttpResponse:
    if user.pk == request.user.pk:
        # One's own sessions end as well when rights change, all but this one, whose key changes.
        user.refresh_from_db()
        update_session_auth_hash(request, user)
    return redirect("accounts:person", pk=user.pk)
