"""People, the roles they hold at which sites, and their API tokens."""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.functional import cached_property

from carepath.accounts.permissions import Permission
from carepath.accounts.roles import BY_TOKEN, Role, refusal, roles_that_may
from carepath.audit.history import Records

ROLE_NAMES = [role.name for role in Role]


class User(AbstractUser):
    """A person who signs in, or a named worker that acts on its own."""

    RECORD = "operational"

    class Theme(models.TextChoices):
        SYSTEM = "auto"
        LIGHT = "light"
        DARK = "dark"

    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.SYSTEM)
    worker = models.BooleanField(default=False)
    one_time_until = models.DateTimeField(null=True, blank=True)
    """Set while the password was made by somebody else: it must be changed, and ends then."""
    session_epoch = models.PositiveIntegerField(default=0)
    """Counted up when rights or passwords change: each session of an older epoch is over."""

    persona_site = models.CharField(max_length=60, blank=True)
    """Set for a persona of the demo: the one site where its roles count. It never signs in."""
    toured_at = models.DateTimeField(null=True, blank=True)

    token_scopes: list[str] | None = None
    """Names of permissions when an API token speaks for this person; it narrows what they may."""
    played_by: "User | None" = None
    """Who looks at the portal as this persona."""

    IDENTIFYING = {"username", "first_name", "last_name", "email"}

    class Meta(AbstractUser.Meta):
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(persona_site="")
                | models.Q(password__startswith=UNUSABLE_PASSWORD_PREFIX),
                name="accounts_persona_without_password",
            ),
        ]

    def _get_session_auth_hash(self, secret=None) -> str:
        return f"{self.session_epoch}:{super()._get_session_auth_hash(secret=secret)}"

    @cached_property
    def held(self) -> list[tuple[str, str]]:
        """Return (role, site) of each grant that counts, read once per request.

        A persona's count at its demo site, and only where nobody else can reach the portal.
        """
        grants = self.grants.values_list("role", "site")
        if self.persona_site:
            if not settings.LOOPBACK_ONLY:
                return []
            grants = grants.filter(site=self.persona_site)
        return list(grants)

    @property
    def ledger_marks(self) -> dict[str, str]:
        """Return what each sentence of the ledger says about a persona; {} for a real person."""
        if not self.persona_site:
            return {}
        return {"persona_of": str(self.played_by or self.persona_site)}

    @property
    def roles(self) -> list[Role]:
        """Return the roles held at any site, in the table's order."""
        names = {name for name, _site in self.held}
        return [role for role in Role if role.name in names]

    @classmethod
    def who_manage_people(cls, *, everywhere: bool = False) -> models.QuerySet["User"]:
        """Return the active people (no workers) who may grant roles somewhere, or everywhere."""
        roles = [role.name for role in roles_that_may(Permission.MANAGE_PEOPLE)]
        held = {"grants__role__in": roles} | ({"grants__site": ""} if everywhere else {})
        people = cls.objects.filter(is_active=True, worker=False, persona_site="")
        return people.filter(**held).distinct()

    def sites_where(self, *permissions: Permission | str) -> set[str] | None:
        """Return the slugs of the sites where this person may one of these; None = every site."""
        found: set[str] = set()
        for permission in map(_permission, permissions):
            if self.is_active and self._token_allows(permission):
                found |= {site for role, site in self.held if Role[role].counts(permission)}
        return None if "" in found else found

    def may(self, *permissions: Permission | str, site: str | None = None) -> bool:
        """Return whether this person may one of these (at this site; None = at one at least)."""
        sites = self.sites_where(*permissions)
        return sites is None or (bool(sites) if site is None else site in sites)

    def check_may(self, *permissions: Permission | str, site: str | None = None) -> None:
        """Raise a sentence that names the roles that may, unless this person may one of these."""
        if not self.may(*permissions, site=site):
            asked = map(_permission, permissions)
            raise PermissionDenied(refusal(*asked, token_scopes=self.token_scopes))

    def scopes(self, permission: Permission | str) -> set[str]:
        """Return the scopes of this right over all roles held; '' = without limit."""
        permission = _permission(permission)
        if not self.may(permission):
            return set()
        return {r.value.may[permission].scope for r in self.roles if r.counts(permission)}

    @property
    def mfa_required(self) -> bool:
        """Return whether a role held asks for a second factor."""
        return any(role.value.mfa_required for role in self.roles)

    def _token_allows(self, permission: Permission) -> bool:
        if self.token_scopes is None:
            return True
        return permission in BY_TOKEN and permission.name in self.token_scopes


def _permission(permission: Permission | str) -> Permission:
    return permission if isinstance(permission, Permission) else Permission[permission]


class Grant(models.Model):
    """One role held by one person, at one site or at all (site = '')."""

    RECORD = "governed"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(name, name) for name in ROLE_NAMES])
    site = models.CharField(max_length=60, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=100)
    bootstrap = models.BooleanField(default=False)
    history = Records()

    class Meta:
        ordering = ["user", "role", "site"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "site"], name="accounts_grant_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=ROLE_NAMES), name="accounts_grant_known_role"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.site or '*'}"

    @property
    def title(self) -> str:
        """Return the role's printed name."""
        return str(Role[self.role].value.title)


class Proposal(models.Model):
    """A role somebody asks to grant; a second person approves or declines it."""

    RECORD = "governed"
    IDENTIFYING = {"why"}

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        DECLINED = "declined"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField(max_length=30, choices=[(name, name) for name in ROLE_NAMES])
    site = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = Records()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "site"],
                condition=models.Q(outcome="waiting"),
                name="accounts_proposal_once",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="waiting", decided_at=None, decided_by=None)
                | (
                    ~models.Q(outcome="waiting")
                    & models.Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="accounts_proposal_decided_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome="approved")
                | ~models.Q(decided_by=models.F("proposed_by")),
                name="accounts_proposal_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.site or '*'} {self.outcome}"

    @property
    def title(self) -> str:
        """Return the role's printed name."""
        return str(Role[self.role].value.title)


class ApiToken(models.Model):
    """A key for programs: shown once, kept as a hash, limited in scope and time."""

    RECORD = "operational"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=8)
    scopes = models.JSONField(default=list)  # names of permissions
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """Return the keyed hash a token is kept under (HMAC-SHA-256, 64 hex digits)."""
        key = settings.FIELD_KEY.encode()
        return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


class TokenUse(models.Model):
    """When a token was last used; beside the sessions, so that no import makes a reader wait."""

    RECORD = "operational"

    token = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["token"]

    def __str__(self) -> str:
        return f"{self.token}"
