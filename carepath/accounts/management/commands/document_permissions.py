"""`manage.py document_permissions > docs/permissions.md`: the table of rights as a page."""

from django.core.management.base import BaseCommand

from carepath.accounts import queries
from carepath.accounts.roles import BY_TOKEN, Role

HEAD = """# Who may do what

Drawn from `carepath/accounts/roles.py` by `manage.py document_permissions`; a test compares them.
A right counts at the sites where the role was granted. A right with a limit (such as "own unit")
counts only on pages that know the limit. "Renewed sign-in": proof not older than five minutes.
"""
TAIL = """
API tokens carry only what their owner may, at most: {scopes}.

Exports hold pseudonyms and aggregates, never identity, so that the limits "aggregates" and "lists"
are served alike until identity can be exported. Each role but read-only needs a second factor where
the portal can be reached from other machines. Roles are granted by two people as soon as two manage
people; until then one suffices and the grant is marked *bootstrap*. A new manager of people waits
24 hours before approving. Taking a role back needs one person, and never leaves nobody in charge.
"""


class Command(BaseCommand):
    help = "Print docs/permissions.md."

    def handle(self, **_options) -> None:
        self.stdout.write(page(), ending="")


def page() -> str:
    """Return docs/permissions.md."""
    scopes = ", ".join(f"`{scope.scope}`" for scope in sorted(BY_TOKEN))
    return f"{HEAD}\n{_table()}\n{_roles()}{TAIL.format(scopes=scopes)}"


def _table() -> str:
    titles = [str(role.value.title) for role in Role]
    lines = [f"| right | {' | '.join(titles)} |", "|---" * (len(titles) + 1) + "|"]
    for permission, cells in queries.matrix():
        lines.append(f"| {permission} | {' | '.join(cell or '-' for cell in cells)} |")
    return "\n".join(lines) + "\n"


def _roles() -> str:
    lines = [
        "| role | what for | second factor | idle end | longest session |",
        "|---|---|---|---|---|",
    ]
    for role in Role:
        held = role.value
        factor = "needed" if held.mfa_required else "-"
        times = f"{held.idle_minutes} min | {held.session_hours} h"
        lines.append(f"| {held.title} | {held.purpose} | {factor} | {times} |")
    return "\n".join(lines) + "\n"
