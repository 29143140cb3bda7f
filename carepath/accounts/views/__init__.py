"""Pages about people, roles and one's own tokens."""

from carepath.accounts.views.people import (
    approve,
    deactivate,
    decline,
    grant,
    index,
    invite,
    person,
    reactivate,
    renew_password,
    reset_factors,
    revoke,
    roles,
)
from carepath.accounts.views.tokens import revoke_token, tokens

__all__ = [
    "approve",
    "deactivate",
    "decline",
    "grant",
    "index",
    "invite",
    "person",
    "reactivate",
    "renew_password",
    "reset_factors",
    "revoke",
    "revoke_token",
    "roles",
    "tokens",
]
