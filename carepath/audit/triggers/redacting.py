"""What both databases say of redaction: which rows a decision reaches, and what may become of them.

A row of the chain may change once and in one way: salt, values and reason become NULL, under the
number of a decision that two people made. Its hash covers a commitment, so that the chain holds.
"""

DECISIONS, RESTATEMENTS = "audit_redactiondecision", "audit_restatement"
CHANGES, SENTENCES = "audit_change", "audit_entry"
OWN = "('audit_redaction', 'audit_redactiondecision', 'audit_readseal')"
COVERED = (
    "SELECT c.change_id FROM audit_change c JOIN audit_redaction r ON r.id = NEW.redaction"
    " WHERE c.table_name = r.table_name AND c.key = r.key AND c.seq <= r.until"
)
"""The changes of the row that a decision (NEW) is about."""
AGREED = (
    "EXISTS (SELECT 1 FROM audit_redactiondecision d JOIN audit_redaction r ON r.id = d.redaction"
    " JOIN audit_change c ON c.table_name = r.table_name AND c.key = r.key AND c.seq <= r.until"
    " WHERE d.redaction = NEW.redaction AND d.approved AND d.decided_by <> r.asked_by"
    " AND c.change_id = OLD.change_id)"
)
"""Two people decided that this row of the chain (OLD) is blanked (NEW)."""
REDACTED = (
    "EXISTS (SELECT 1 FROM audit_change c"
    " WHERE c.change_id = OLD.change_id AND c.redaction IS NOT NULL)"
)
"""The change of this row (OLD) was redacted."""


def statements(histories: list[str], *, blank: str) -> list[str]:
    """Return what a decision (NEW) does: `blank` is an empty JSON object."""
    return [
        "UPDATE audit_change SET old = NULL, new = NULL, reason = NULL, salt = NULL,"
        f" redaction = NEW.redaction WHERE redaction IS NULL AND table_name NOT IN {OWN}"
        f" AND change_id IN ({COVERED})",
        f"UPDATE audit_entry SET why = '', detail = {blank} WHERE change_id IN ({COVERED})",
        *(f'DELETE FROM "{table}" WHERE change_id IN ({COVERED})' for table in histories),
    ]
