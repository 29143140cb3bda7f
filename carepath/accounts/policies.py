"""May this person do this, and where: the one place that decides."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role


def check_may(user: Any, permission: Permission, *, site: str | None = None) -> None:
    """Raise a sentence that names the roles that may, unless this person may (at this site)."""
    if not user.is_authenticated or not user.may(permission, site=site):
        raise PermissionDenied(refusal(permission))


def may(user: Any, permission: Permission, *, site: str | None = None) -> bool:
    """Return whether this person may (at this site; None = at one site at least)."""
    return user.is_authenticated and user.may(permission, site=site)


def refusal(permission: Permission) -> str:
    """Return the sentence of a refusal: what is refused and which roles may."""
    holders = [role.value.title for role in Role if permission in role.value.may]
    return _("You may not %(act)s. Roles that may: %(roles)s.") % {
        "act": permission.value,
        "roles": get_text_list(holders, _("or")) if holders else _("none yet"),
    }


def requires(permission: Permission) -> Callable:
    """Decorate a view: signed in and allowed at one site at least; the view narrows by site."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            check_may(request.user, permission)
            return view(request, *args, **kwargs)

        guarded.policy = permission.name
        return guarded

    return decorate


def signed_in(view: Callable) -> Callable:
    """Decorate a view that any signed-in person may open."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.policy = "signed in"
    return guarded


def public(reason: str) -> Callable:
    """Decorate a view that needs no sign-in, with the reason why."""

    def decorate(view: Callable) -> Callable:
        view.policy = f"public: {reason}"
        return view

    return decorate
