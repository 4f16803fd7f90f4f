"""What neighbouring points of a sweep have in common, kept as long as there is room."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar

Found = TypeVar("Found")


class Memo:
    """Found things by what they depend on; the one unused for longest makes room."""

    def __init__(self, room: int) -> None:
        self._room = max(2, room)
        self._kept: OrderedDict[Hashable, object] = OrderedDict()

    def get(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """The thing under ``key``, found anew where it is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = find()
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return self._kept[key]  # type: ignore[return-value]
