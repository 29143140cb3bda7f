"""Guards of views in every storey: they ask the person object and leave a mark on the view.

`policy` on a view is a permission's name, "signed in", or "public: why"; a view without it fails
the tests. Storeys above `accounts` use `accounts.policies.requires` with the permission itself.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

SIGNED_IN = "signed in"


def requires(*permissions: str) -> Callable:
    """Decorate a view: signed in and allowed at one site at least; the view narrows by site.

    Of several permissions one suffices.
    """

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            request.user.check_may(*permissions)
            return view(request, *args, **kwargs)

        guarded.policy = permissions[0] if len(permissions) == 1 else permissions
        return guarded

    return decorate


def signed_in(view: Callable) -> Callable:
    """Decorate a view that any signed-in person may open."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.policy = SIGNED_IN
    return guarded


def public(reason: str) -> Callable:
    """Decorate a view that needs no sign-in, with the reason why."""

    def decorate(view: Callable) -> Callable:
        view.policy = f"public: {reason}"
        return view

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Return the way to the sign-in page and back; a fragment sends its whole page there."""
    if not request.headers.get("HX-Request"):
        return redirect_to_login(request.get_full_path())
    away = redirect_to_login(page_of_part(request))
    return HttpResponse(status=401, headers={"HX-Redirect": away["Location"]})


def page_of_part(request: HttpRequest) -> str:
    """Return path and query of the page that asks for a part; "/" for one that is not ours."""
    address = request.headers.get("HX-Current-URL") or request.build_absolute_uri()
    origin = f"{request.scheme}://{request.get_host()}"
    rest = address.removeprefix(origin)
    return rest if rest.startswith("/") and not rest.startswith("//") else "/"
