"""UNDERSTAND: what would happen if; the hospital as its own history has it, run with changes."""
