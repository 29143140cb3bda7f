"""API doors: tokens, and the rule that a view without a policy is refused."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from carepath.accounts import actions, policies, queries
from carepath.accounts.permissions import Permission
from carepath.ui import clock


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request):
        """Return (person narrowed to the token's scopes, token); None without a Bearer header."""
        scheme, _space, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = clock.now()
        token = queries.token_of(secret=secret.strip().decode("latin-1"), at=now)
        if token is None:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        actions.note_use(token=token, at=now)
        token.user.token_scopes = list(token.scopes)
        return token.user, token

    def authenticate_header(self, request) -> str:
        return 'Bearer realm="api"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the schema speaks of tokens."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Made on the API tokens page."}


class DenyUnlessPolicy(BasePermission):
    """Allow only views that declare `policy`, and people who hold what it names.

    `policy` is a Permission, a tuple of which one suffices, "signed in", "public: why", or one of
    these per method.
    """

    def has_permission(self, request, view) -> bool:
        mark = policies.mark_of(view, request.method)
        if isinstance(mark, Permission):
            return self._holds(request.user, mark)
        if isinstance(mark, tuple):
            return self._holds(request.user, *mark)
        if mark == policies.SIGNED_IN:
            return request.user.is_authenticated
        return isinstance(mark, str) and mark.startswith("public: ")

    def _holds(self, user, *permissions: Permission) -> bool:
        if not user.is_authenticated:
            return False
        try:
            policies.check_may(user, *permissions)
        except PermissionDenied as refusal:
            self.message = str(refusal)
            return False
        return True
