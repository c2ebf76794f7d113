"""The demo story, chapter by chapter."""

from yidaizhen.demo.month import REVIEWED_PROJECT
from yidaizhen.demo.story import WORTH_SEEING, chapters
from yidaizhen.demo.telling import MONTH

__all__ = ["MONTH", "REVIEWED_PROJECT", "WORTH_SEEING", "chapters"]
