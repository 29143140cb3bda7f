"""One's own API tokens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from carepath.accounts import actions, forms, policies, queries
from carepath.accounts.models import ApiToken
from carepath.ui import clock


@policies.signed_in
@policies.renewed
def tokens(request: HttpRequest) -> HttpResponse:
    """Show one's tokens; make a new one and show its secret once."""
    form = forms.TokenRequest(request.POST or None, user=request.user)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = actions.create_token(
                user=request.user, by=request.user, at=clock.now(), **form.cleaned_data
            )
            form = forms.TokenRequest(user=request.user)
        except actions.TokenRefused as error:
            form.add_error(None, str(error))
    own = queries.own_tokens(user=request.user, at=clock.now())
    return render(request, "accounts/tokens.html", {"form": form, "secret": secret, "own": own})


@policies.signed_in
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    actions.revoke_token(token=token, by=request.user, at=clock.now())
    return redirect("accounts:tokens")
