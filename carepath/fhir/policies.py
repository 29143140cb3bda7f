"""Who may use the FHIR door: programs and people that import at its site."""

from carepath.accounts.permissions import Permission

MAY = Permission.IMPORT
"""What is read back are the sender's own words, names and all: who may not import sees none."""
PUBLIC = "public: what a FHIR server can do is told to whoever asks, before they sign in"
LONGEST_WAIT_S = 120
"""A message that waits longer to take effect makes the door ask senders to come again later."""
COME_AGAIN_S = 30
