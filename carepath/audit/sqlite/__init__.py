"""SQLite through pysqlite3: a version without the WAL-reset bug."""
