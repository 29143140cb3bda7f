"""WAITING: rows with a lease and attempts, the outbox, the supervisor and its sweep."""
