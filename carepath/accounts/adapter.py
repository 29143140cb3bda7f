"""What django-allauth asks us: who may come in, what is written down, how secrets are kept."""

import base64
import hashlib
from pathlib import PurePosixPath
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.accounts import actions, policies, queries
from carepath.accounts.models import User


class SignIn(DefaultAccountAdapter):
    """Signing in by user name and password; only invited people have one."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("This code is not correct, or it was used before."),
        "incorrect_password": gettext_lazy("This password is not correct."),
        "rate_limited": gettext_lazy("That was too often. Wait a minute, then try again."),
        "too_many_login_attempts": gettext_lazy("Too many wrong tries. Wait a few minutes."),
        "username_password_mismatch": gettext_lazy("User name or password is not correct."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return settings.LOGIN_REDIRECT_URL

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # By user and address: guessing elsewhere must not lock the person out.
        name = credentials.get("username", "").lower()
        return f"{name}@{self.get_client_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        name = credentials.get("username", "")
        actions.note_failure(username=name, address=self.get_client_ip(request), at=request.at)

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        policies.check_is_real(user)
        if user.one_time_until is not None and user.one_time_until <= request.at:
            messages.error(
                request,
                _("This one-time password is too old. Ask whoever invited you for a new one."),
            )
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        records = request.session.get("account_authentication_methods", [])
        actions.note_sign_in(
            user=user,
            address=self.get_client_ip(request),
            methods=[record.get("type") or record["method"] for record in records],
            at=request.at,
        )

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            actions.note_sign_out(user=request.user.played_by or request.user, at=request.at)
        super().logout(request)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        actions.note_password_change(user=user, at=self.request.at)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict | None = None,
        email: str | None = None,
    ) -> None:
        # The ledger is told instead: whoever may read it sees each change of a factor.
        path = PurePosixPath(template_prefix)
        if path.parts[0] == "mfa":
            actions.note_factor_change(user=user, what=path.name, at=self.request.at)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not policies.proved_recently(self.request, at=self.request.at)


class SecondFactor(DefaultMFAAdapter):
    """Authenticator apps, security keys and recovery codes; their secrets are kept encrypted."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy(
            "Your role needs a second step: set up another one before you remove this."
        ),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app or a key first."),
        "incorrect_code": gettext_lazy("This code is not correct, or it was used before."),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: User) -> str:
        return user.get_username()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether this factor may go: the last one stays where a role needs one."""
        if settings.LOOPBACK_ONLY or not authenticator.user.mfa_required:
            return True
        if authenticator.type not in queries.SECOND_FACTORS:
            return True
        return queries.second_factors(user=authenticator.user).exclude(pk=authenticator.pk).exists()


def _cipher() -> Fernet:
    key = hashlib.sha256(b"second factors:" + settings.FIELD_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
