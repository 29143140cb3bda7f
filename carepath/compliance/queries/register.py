"""The controls: what must hold, where that comes from, and the look that shows it."""

from django.utils.translation import gettext_lazy as _

from carepath.accounts.roles import Role
from carepath.compliance.queries import access, keeping, ledger
from carepath.compliance.queries.found import Control, Severity

_PEOPLE = Role.SYSTEM_ADMINISTRATOR.value.title
_AUDIT = Role.AUDITOR.value.title
_OWNER = Role.PROTOCOL_OWNER.value.title

_ALL = (
    Control(
        "audit.guarded",
        _("Every governed table is guarded"),
        _("Each governed table writes the ledger by triggers, and no kept row can be changed."),
        ("21 CFR 11.10(e)", "HIPAA 164.312(b)"),
        Severity.CRITICAL,
        _AUDIT,
        _("Run manage.py migrate by the owner's login, and find out who changed the triggers."),
        ledger.guarded,
    ),
    Control(
        "audit.separated",
        _("The ledger is out of reach"),
        _("Neither the portal's own login nor another account of the machine can change it."),
        ("21 CFR 11.10(e)", "OWASP ASVS 5.0 V16"),
        Severity.HIGH,
        _PEOPLE,
        _("Separate the logins as docs/deployment.md says; keep the database file to its owner."),
        ledger.separated,
    ),
    Control(
        "access.second-factor",
        _("Second factor"),
        _("Whoever holds a role that asks for it signs in with a second factor."),
        ("HIPAA 164.312(d)", "OWASP ASVS 5.0 V6"),
        Severity.HIGH,
        _PEOPLE,
        _("Ask these people to set up two-step sign-in, or take the role back."),
        access.second_factor,
    ),
    Control(
        "access.sign-out",
        _("Automatic sign-out"),
        _("A session left alone ends after 15 minutes, and every session after 12 hours."),
        ("HIPAA 164.312(a)(2)(iii)", "OWASP ASVS 5.0 V7"),
        Severity.MEDIUM,
        _PEOPLE,
        _("Shorten the sessions of these roles in the table of roles."),
        access.sign_out,
    ),
    Control(
        "access.own-accounts",
        _("Accounts of one's own"),
        _("Only a person signs in with a password; workers and personas cannot."),
        ("HIPAA 164.312(a)(2)(i)", "21 CFR 11.100(a)"),
        Severity.HIGH,
        _PEOPLE,
        _("Take the password of these accounts away and find out who set it."),
        access.no_shared_accounts,
    ),
    Control(
        "access.tokens",
        _("Tokens that end"),
        _("A program's key lives a year at most, and no longer than its person's access."),
        ("OWASP ASVS 5.0 V9",),
        Severity.MEDIUM,
        _PEOPLE,
        _("Revoke these tokens."),
        access.tokens_end,
    ),
    Control(
        "access.two-people-grant",
        _("Roles given by two people"),
        _("After the start, a role is given only when two people agreed, not the one it is for."),
        ("21 CFR 11.10(d)", "ISO 27001 A.5.3"),
        Severity.CRITICAL,
        _PEOPLE,
        _("Revoke these roles, propose them anew, and find out how they came to be."),
        access.two_people_grant,
    ),
    Control(
        "access.the-gone",
        _("No rights of those who left"),
        _("Who can no longer sign in holds no role."),
        ("HIPAA 164.308(a)(3)(ii)(C)", "ISO 27001 A.5.18"),
        Severity.MEDIUM,
        _PEOPLE,
        _("Revoke the roles of these people."),
        access.no_rights_of_the_gone,
    ),
    Control(
        "keeping.backed-up",
        _("Backup each day"),
        _("All databases were copied, and the copy read back, within a day."),
        ("HIPAA 164.308(a)(7)(ii)(A)",),
        Severity.HIGH,
        _PEOPLE,
        _("Run manage.py backup each night; docs/deployment.md says how."),
        keeping.backed_up,
    ),
)
CONTROLS = {control.id: control for control in _ALL}
"""Id to control, in the order of the register."""
