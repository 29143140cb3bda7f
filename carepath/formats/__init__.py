"""Bytes in, Events out: the parsers."""
