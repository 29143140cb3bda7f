"""Protocols, their versions, who agreed to them, where they are in force, and whom they concern."""

from carepath.protocols.models.approvals import ApprovalPolicy, Ruling
from carepath.protocols.models.overrides import Override
from carepath.protocols.models.protocols import Contribution, Protocol, Version
from carepath.protocols.models.replays import Replay
from carepath.protocols.models.reviews import Comment, Reviewer, Signature
from carepath.protocols.models.rollouts import Activation, Assignment, Followed, UnderWay

__all__ = [
    "Activation",
    "ApprovalPolicy",
    "Assignment",
    "Comment",
    "Contribution",
    "Followed",
    "Override",
    "Protocol",
    "Replay",
    "Reviewer",
    "Ruling",
    "Signature",
    "UnderWay",
    "Version",
]
