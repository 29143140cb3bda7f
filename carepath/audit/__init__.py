"""LEDGER: who did what, when and why; no foreign keys."""
