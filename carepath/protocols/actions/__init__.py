"""Every write to protocols."""

from carepath.protocols.actions.approvals import (
    confirm_policy,
    decline_policy,
    propose_policy,
)
from carepath.protocols.actions.following import follow, switch_one
from carepath.protocols.actions.overrides import (
    ask_override,
    confirm_override,
    decline_override,
    lapse_overrides,
)
from carepath.protocols.actions.packages import LARGEST as LARGEST_PACKAGE
from carepath.protocols.actions.packages import take_over
from carepath.protocols.actions.replays import replay_now, run_replays
from carepath.protocols.actions.rollouts import activate, retire, roll_back, stop
from carepath.protocols.actions.signing import approve
from carepath.protocols.actions.versions import (
    ask_review,
    begin,
    branch,
    comment,
    rebase,
    save,
    send_back,
    withdraw,
)

__all__ = [
    "LARGEST_PACKAGE",
    "activate",
    "approve",
    "ask_override",
    "ask_review",
    "begin",
    "branch",
    "comment",
    "confirm_override",
    "confirm_policy",
    "decline_override",
    "decline_policy",
    "follow",
    "lapse_overrides",
    "propose_policy",
    "rebase",
    "retire",
    "roll_back",
    "replay_now",
    "run_replays",
    "save",
    "send_back",
    "stop",
    "switch_one",
    "take_over",
    "withdraw",
]
