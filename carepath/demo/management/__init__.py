"""Commands about the invented hospital."""
