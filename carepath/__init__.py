"""CarePath: tracing, safe change and learning for hospital operations."""
