"""The pages of protocols."""

from carepath.protocols.views.adherence import adherence, export_adherence
from carepath.protocols.views.approvals import (
    approvals,
    confirm_policy,
    decline_policy,
    propose_policy,
)
from carepath.protocols.views.courses import journey
from carepath.protocols.views.library import begin, compare, index, protocol
from carepath.protocols.views.overrides import (
    ask_override,
    confirm_override,
    decline_override,
    overrides,
)
from carepath.protocols.views.packages import package, take_over
from carepath.protocols.views.rollouts import retire, roll_back, stop, switch
from carepath.protocols.views.signing import activate, approve
from carepath.protocols.views.versions import (
    ask_review,
    branch,
    comment,
    edit,
    rebase,
    replay,
    reviews,
    send_back,
    version,
    withdraw,
)

__all__ = [
    "activate",
    "adherence",
    "approvals",
    "approve",
    "ask_override",
    "ask_review",
    "begin",
    "branch",
    "comment",
    "compare",
    "confirm_override",
    "confirm_policy",
    "decline_override",
    "decline_policy",
    "edit",
    "export_adherence",
    "index",
    "journey",
    "overrides",
    "package",
    "propose_policy",
    "protocol",
    "rebase",
    "replay",
    "retire",
    "reviews",
    "roll_back",
    "send_back",
    "stop",
    "switch",
    "take_over",
    "version",
    "withdraw",
]
