"""Commands about controls."""
