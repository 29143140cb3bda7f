"""Spans as integer columns in files by site and month."""
