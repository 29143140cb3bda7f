"""JUDGE: vitals, service levels, escalation rules, alerts and huddles."""
