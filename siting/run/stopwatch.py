"""How long each stage of a run took."""

from __future__ import annotations

import time


class Stopwatch:
    """Seconds per stage, for run.json."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        """Notes the time since the last lap under ``stage``."""
        now = time.perf_counter()
        self.seconds[stage] = round(now - self._last, 3)
        self._last = now
