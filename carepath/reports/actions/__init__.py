"""What goes out: packs for when the portal is not there."""

from carepath.reports.actions.packs import KEPT, prune, write_pack, write_packs
from carepath.reports.actions.sealing import NotOpened, opened, sealed

__all__ = ["KEPT", "NotOpened", "opened", "prune", "sealed", "write_pack", "write_packs"]
