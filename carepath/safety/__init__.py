"""LEARN: adverse events, root-cause analyses and post-mortems."""
