"""The tiles of the first page."""

from carepath.portal.queries.tiles.order import AT_FIRST, TILES, Tile, left_out, tiles

__all__ = ["AT_FIRST", "TILES", "Tile", "left_out", "tiles"]
