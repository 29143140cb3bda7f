"""CHANGE: versions, review, rollout (flag, canary, A/B) and rollback."""
