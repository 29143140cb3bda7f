"""API doors: tokens, and the rule that a view without a policy is refused."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from carepath.accounts import policies


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`."""

    def authenticate(self, request):
        return None


class DenyUnlessPolicy(BasePermission):
    """Allow only views that declare `policy = Permission.X`, and people who hold it."""

    def has_permission(self, request, view) -> bool:
        permission = getattr(view, "policy", None)
        return permission is not None and policies.may(request.user, permission)
