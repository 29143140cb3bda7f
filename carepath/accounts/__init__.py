"""WHO: people, roles, the one table of permissions, e-signatures."""
