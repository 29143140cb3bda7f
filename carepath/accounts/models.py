"""People, the roles they hold at which sites, and their API tokens."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from carepath.accounts.permissions import Permission
from carepath.accounts.roles import Role


class User(AbstractUser):
    """A person who signs in, or a named worker that acts on its own."""

    class Theme(models.TextChoices):
        SYSTEM = "auto"
        LIGHT = "light"
        DARK = "dark"

    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.SYSTEM)
    worker = models.BooleanField(default=False)

    token_scopes: list[str] | None = None
    """Names of permissions when an API token speaks for this person; it narrows what they may."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    @cached_property
    def held(self) -> list[tuple[str, str]]:
        """Return (role, site) of each grant, read once per request."""
        return list(self.grants.values_list("role", "site"))

    def sites_where(self, permission: Permission) -> set[str] | None:
        """Return the slugs of the sites where this person may; None = every site."""
        if not self.is_active:
            return set()
        if self.token_scopes is not None and permission.name not in self.token_scopes:
            return set()
        sites = {site for role, site in self.held if permission in Role[role].value.may}
        return None if "" in sites else sites

    def may(self, permission: Permission, *, site: str | None = None) -> bool:
        """Return whether this person may (at this site; None = at one site at least)."""
        sites = self.sites_where(permission)
        return sites is None or (bool(sites) if site is None else site in sites)


class Grant(models.Model):
    """One role held by one person, at one site or at all (site = '')."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.name, role.name) for role in Role])
    site = models.CharField(max_length=60, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=100)
    bootstrap = models.BooleanField(default=False)

    class Meta:
        ordering = ["user", "role", "site"]
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "site"], name="accounts_grant_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.name for role in Role]),
                name="accounts_grant_known_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.site or '*'}"


class ApiToken(models.Model):
    """A key for programs: shown once, kept as a hash, limited in scope and time."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=8)
    scopes = models.JSONField(default=list)  # names of permissions
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"
