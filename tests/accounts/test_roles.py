"""The one table of roles, against the table people agreed on."""

import re

import pytest

from carepath.accounts.permissions import Permission as P
from carepath.accounts.roles import BY_TOKEN, FIRST_ACCOUNT, Role, refusal, roles_that_may

GOVERNED = {
    "journeys, pseudonym": [P.SEE],
    "author draft": [P.AUTHOR],
    "review, approve": [P.REVIEW],
    "activate, resume": [P.ACTIVATE],
    "pause, roll back": [P.ROLL_BACK],
    "override one patient": [P.OVERRIDE],
    "export": [P.EXPORT],
    "audit, read log": [P.AUDIT],
    "people, roles": [P.MANAGE_PEOPLE],
}
DAILY = {
    "place, reserve": [P.PLACE],
    "correct a bed": [P.CORRECT_BED],
    "enter staffing": [P.ENTER_STAFFING],
    "acknowledge alert": [P.ACKNOWLEDGE_ALERT],
    "decide recommendation": [P.DECIDE_RECOMMENDATION],
    "run what-if": [P.RUN_WHAT_IF],
    "annotate": [P.ANNOTATE],
    "import, undo import": [P.IMPORT, P.UNDO_IMPORT],
    "manage feeds, quarantine": [P.MANAGE_FEEDS],
}

# Copied by hand: what each role may do without any qualification, or with which.
EXPECTED = {
    "HOSPITAL_ADMINISTRATOR": "SEE EXPORT:aggregates ANNOTATE IMPORT UNDO_IMPORT ENTER_STAFFING "
    "SET_UP_PLACES ACKNOWLEDGE_ALERT DECIDE_RECOMMENDATION RUN_WHAT_IF ROLL_BACK SET_APPROVALS "
    "SET_ESCALATION SET_ADVICE HUDDLE",
    "BED_MANAGER": "SEE EXPORT:lists ANNOTATE PLACE CORRECT_BED ENTER_STAFFING ACKNOWLEDGE_ALERT "
    "DECIDE_RECOMMENDATION RUN_WHAT_IF HUDDLE",
    "CLINICIAN": "SEE ANNOTATE CORRECT_BED:own-unit ACKNOWLEDGE_ALERT:own-unit "
    "REVIEW:if-named-reviewer ROLL_BACK OVERRIDE AUDIT:own-reads HUDDLE",
    "PROTOCOL_OWNER": "SEE ANNOTATE ACKNOWLEDGE_ALERT:own-protocols RUN_WHAT_IF AUTHOR "
    "REVIEW:others'-only ACTIVATE ROLL_BACK AUDIT:protocol-audit",
    "QUALITY_LEAD": "SEE EXPORT:aggregates ANNOTATE IMPORT UNDO_IMPORT ACKNOWLEDGE_ALERT "
    "RUN_WHAT_IF AUTHOR REVIEW:others'-only ROLL_BACK AUDIT:protocol-audit SET_ESCALATION "
    "SET_ADVICE HUDDLE",
    "RESEARCHER": "SEE:released-sets EXPORT",
    "AUDITOR": "SEE:by-case EXPORT AUDIT",
    "SYSTEM_ADMINISTRATOR": "IMPORT UNDO_IMPORT MANAGE_FEEDS ACKNOWLEDGE_ALERT:technical "
    "AUDIT:technical MANAGE_PEOPLE SET_APPROVALS",
    "READ_ONLY": "SEE",
}


@pytest.mark.parametrize("role", Role, ids=lambda role: role.name)
def test_each_role_may_what_was_copied_by_hand(role):
    cells = [word.partition(":") for word in EXPECTED[role.name].split()]
    expected = {P[name]: scope.replace("-", " ") for name, _colon, scope in cells}
    assert {p: cell.scope for p, cell in role.value.may.items()} == expected


def test_the_table_is_the_designs(shared):
    text = (shared / "design" / "security.md").read_text()
    governed, daily = _tables(text)
    for role in Role:
        title = str(role.value.title)
        for columns, table in ((GOVERNED, governed), (DAILY, daily)):
            row = _row(table, title)
            for column, permissions in columns.items():
                for permission in permissions:
                    _same(role, permission, row[column])


def _tables(text):
    """The two markdown tables as {first cell: {column: cell}}."""
    tables = []
    for block in re.findall(r"(?:^\|.*\|\n)+", text, re.M):
        head, _rule, *rows = [
            [cell.strip() for cell in line.strip().strip("|").split("|")]
            for line in block.splitlines()
        ]
        if head[0] == "role":
            tables.append({row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows})
    assert len(tables) == 2
    return tables


def _row(table, title):
    """The row of a role; one row may name several ("researcher, auditor, read-only")."""
    names = {name.split(" (")[0].strip(): row for key, row in table.items()
             for name in key.split(",")}  # fmt: skip
    return names[title]


def _same(role, permission, cell):
    # "all, read only" and "yes" qualify nothing; "s" = renewed proof, "2" = a second person.
    words = [word.strip() for word in re.split(r"[,:]", cell)]
    held = role.value.may.get(permission)
    if words == ["-"]:
        assert held is None, (role, permission)
        return
    scope = [word for word in words if word not in ("yes", "s", "2", "all", "read only")]
    assert held is not None, (role, permission)
    assert held.scope == "".join(scope), (role, permission, cell)
    assert (held.proof, held.two) == ("s" in words, "2" in words), (role, permission, cell)


def test_a_scoped_right_counts_only_where_pages_honour_it():
    assert not Role.RESEARCHER.counts(P.SEE)
    assert not Role.CLINICIAN.counts(P.CORRECT_BED)
    assert Role.BED_MANAGER.counts(P.EXPORT)
    assert not Role.READ_ONLY.counts(P.IMPORT)


def test_a_refusal_names_the_roles_that_may():
    expected = (
        "You may not import files. Roles that may: hospital administrator, quality lead or "
        "system administrator."
    )
    assert refusal(P.IMPORT) == expected
    assert refusal(P.IMPORT, token_scopes=["SEE"]) == (
        "This token may not import files: it lacks the scope import."
    )


def test_each_permission_has_a_role():
    assert [p for p in P if not roles_that_may(p)] == []


def test_no_token_carries_what_only_people_may():
    forbidden = {
        P.REVIEW, P.ACTIVATE, P.ROLL_BACK, P.OVERRIDE, P.SET_APPROVALS, P.SET_ESCALATION,
        P.SET_ADVICE, P.AUDIT, P.MANAGE_PEOPLE,
    }  # fmt: skip
    assert frozenset(P) - BY_TOKEN == forbidden


def test_the_first_account_can_import_see_export_and_manage_people():
    may = {p for p in P for role in FIRST_ACCOUNT if role.counts(p)}
    assert {P.SEE, P.IMPORT, P.UNDO_IMPORT, P.EXPORT, P.ANNOTATE, P.MANAGE_PEOPLE} <= may


def test_who_holds_a_weighty_right_needs_a_second_factor():
    weighty = {
        P.EXPORT, P.REVIEW, P.ACTIVATE, P.AUDIT, P.MANAGE_PEOPLE, P.IMPORT, P.OVERRIDE,
        P.SET_APPROVALS,
    }  # fmt: skip
    for role in Role:
        if weighty & set(role.value.may):
            assert role.value.mfa_required, role


def test_sessions_end_within_a_quarter_and_a_day():
    assert {(r.value.idle_minutes, r.value.session_hours) for r in Role} == {(15, 12)}
