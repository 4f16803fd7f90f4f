"""A sweep as one frame, for programs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from siting.project.load import Project
from siting.sweep.plan import plan_sweep
from siting.sweep.points import Points
from siting.sweep.table import blocks


def sweep_frame(project: Project, vary: Sequence[str]) -> pd.DataFrame:
    """A row per point and option, as in sweep.parquet; raises ``InputProblems`` where ``vary`` has faults."""
    plan = plan_sweep(project, vary)
    frame: pd.DataFrame = pa.concat_tables(list(blocks(plan, Points(plan))), promote_options="none").to_pandas()
    words = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(words, object))
