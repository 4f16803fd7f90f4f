"""The failure of a layout, in words for the user."""

from __future__ import annotations

from siting.errors import SitingError


class CannotLayOut(SitingError, ValueError):
    """No panels can be laid out on what was given; the message says what is wrong with it."""
