"""Every write about people: accounts, roles, sign-ins, tokens."""

from carepath.accounts.actions.grants import AlreadyHeld, approve, decline, grant, revoke
from carepath.accounts.actions.people import (
    NameTaken,
    NewAccount,
    create_first_account,
    deactivate,
    invite,
    reactivate,
    renew_first_account,
    renew_password,
    reset_factors,
)
from carepath.accounts.actions.personas import (
    leave,
    look_as,
    look_as_oneself,
    persona_there,
)
from carepath.accounts.actions.sign_ins import (
    note_factor_change,
    note_failure,
    note_password_change,
    note_sign_in,
    note_sign_out,
)
from carepath.accounts.actions.tokens import (
    TokenRefused,
    create_token,
    note_use,
    revoke_token,
)

__all__ = [
    "AlreadyHeld",
    "NameTaken",
    "NewAccount",
    "TokenRefused",
    "approve",
    "create_first_account",
    "renew_first_account",
    "create_token",
    "deactivate",
    "decline",
    "grant",
    "invite",
    "leave",
    "look_as",
    "look_as_oneself",
    "persona_there",
    "note_factor_change",
    "note_failure",
    "note_password_change",
    "note_sign_in",
    "note_sign_out",
    "note_use",
    "reactivate",
    "renew_password",
    "reset_factors",
    "revoke",
    "revoke_token",
]
