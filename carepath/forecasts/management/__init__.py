"""Commands about what is to come."""
