"""What several tests of reporting share."""

from __future__ import annotations

import pytest

from siting.reporting.results import Results
from tests.reporting.sun_studies import sunny


@pytest.fixture(scope="session")
def sun_results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A study of drawn plots with output control, as it was evaluated."""
    return sunny(tmp_path_factory.mktemp("sun") / "sunny")
