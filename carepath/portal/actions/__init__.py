"""Every write of the portal: what people set for themselves, and the screens on its walls."""

from carepath.portal.actions.own import choose_theme, end_tour
from carepath.portal.actions.screens import add_screen, note_look, revoke_screen

__all__ = ["add_screen", "choose_theme", "end_tour", "note_look", "revoke_screen"]
