"""What every request of a signed-in person passes: the limits of its session, then duties."""

from carepath.accounts.middleware.duties import Duties
from carepath.accounts.middleware.sessions import POLL_HEADER, SessionLimits

__all__ = ["POLL_HEADER", "Duties", "SessionLimits"]
