"""The guards of the whole way, put together once when the house starts; each part registers what it knows."""

from __future__ import annotations


def register_all() -> None:
    """Called by the front hall; to register twice changes nothing."""
