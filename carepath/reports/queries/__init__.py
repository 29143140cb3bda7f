"""What goes out on paper and in files."""

from carepath.reports.queries.packs import Pack, Row, newest, pack, sites_for_packs, slot, written

__all__ = ["Pack", "Row", "newest", "pack", "sites_for_packs", "slot", "written"]
