"""The year's list as it is published: what the next version will say, publishing it, and its paper."""

from projects.lists.leaving import mark_leaving, unmark_leaving
from projects.lists.proposal import Proposal, ProposedRow, proposed
from projects.lists.publishing import Obstacle, obstacles, obstacles_of, publish_list, verify_version

__all__ = [
    "Obstacle", "Proposal", "ProposedRow", "mark_leaving", "obstacles", "obstacles_of", "proposed", "publish_list",
    "unmark_leaving", "verify_version",
]  # fmt: skip
