"""Layouts of plots from settings to record, their areas, and the drawing of them read back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from shapely.affinity import rotate, translate

from siting.project.sunlight.files import Block
from siting.solar.layout.area import MANY_ROWS
from siting.solar.layout.areas import areas_of
from siting.solar.layout.design import Ground, lay_out
from siting.solar.layout.dxf import dxf_text
from siting.solar.layout.faults import CannotLayOut
from siting.solar.layout.modules import module_corners
from siting.solar.layout.place import to_lon_lat
from siting.solar.records import Layout
from tests.solar.layout.grounds import LAT, LON, MODULE, drawn, slope, solar

TANK = Block("tank", shapely.box(10, 10, 14, 14), 2.0, 1.0)
PLOT = shapely.MultiPolygon([shapely.box(0, 0, 60, 40) - shapely.box(30, 20, 33, 23), shapely.box(70, 0, 90, 40)])


@pytest.fixture(scope="module")
def layout() -> Layout:
    return lay_out(drawn(PLOT, obstacles=(TANK,)), solar(), 10.0, MODULE)


def test_the_record_of_a_drawn_plot(layout: Layout) -> None:
    assert layout.tables is not None
    assert layout.panels == int((layout.tables.across * layout.tables.up).sum()) > 300
    assert layout.kw == pytest.approx(layout.panels * 0.44)
    assert layout.panel_area_m2 == pytest.approx(layout.panels * 1.762 * 1.134)
    assert layout.slope_m == pytest.approx({"portrait": 3.544, "landscape": 2.288}[layout.orientation])
    assert layout.rows == layout.tables.row.max() + 1
    assert (layout.azimuth_deg, layout.aligned, layout.load_state) == (180.0, "facing", "unknown")
    assert (layout.origin_lat, layout.origin_lon) == (pytest.approx(LAT, abs=1e-3), pytest.approx(LON, abs=1e-3))


def test_modules_lie_in_their_tables(layout: Layout) -> None:
    assert layout.tables is not None
    corners = module_corners(layout.tables, layout.orientation, 1.762, 1.134, 0.02)
    assert corners.shape == (layout.panels, 4, 2)
    tables = shapely.polygons(layout.tables.corners)
    owner = np.repeat(np.arange(len(tables)), layout.tables.across * layout.tables.up)
    assert shapely.covers(shapely.buffer(tables, 1e-6, join_style="mitre")[owner], shapely.polygons(corners)).all()
    # The first begins at the table's lower left, the last ends at its upper right.
    first, last = np.searchsorted(owner, 0), np.searchsorted(owner, 0, side="right") - 1
    assert corners[first, 0] == pytest.approx(layout.tables.corners[0, 0])
    assert corners[last, 2] == pytest.approx(layout.tables.corners[0, 2])


def test_the_table_of_areas_adds_up(layout: Layout) -> None:
    plot, margin, kept_out, usable, panels = areas_of(layout)
    assert plot.area_m2 == pytest.approx(2400 - 9 + 800, abs=0.05)
    assert margin.area_m2 + kept_out.area_m2 + usable.area_m2 == pytest.approx(plot.area_m2)
    # The tank with a metre around it; the hole is none of the plot.
    assert kept_out.area_m2 == pytest.approx(36.0, abs=0.01)
    assert usable.area_m2 == pytest.approx(54 * 34 - 81 - 36 + 14 * 34, abs=0.05)
    assert (panels.area_m2, panels.share) == (layout.panel_area_m2, layout.panel_area_m2 / plot.area_m2)
    by_area = lay_out(Ground(LAT, LON, 1000.0), slope(), 10.0, None)
    assert [one.area_m2 for one in areas_of(by_area)] == [1000.0, by_area.panel_area_m2]
    assert by_area.rows == MANY_ROWS


def test_alignment_turns_rows_to_the_edge() -> None:
    plot = drawn(rotate(shapely.box(0, 0, 60, 12), 20))
    edge = lay_out(plot, solar(align="edge"), 10.0, MODULE)
    assert (edge.aligned, edge.azimuth_deg) == ("edge", pytest.approx(160.0, abs=0.01))
    facing = lay_out(plot, solar(align="facing"), 10.0, MODULE)
    best = lay_out(plot, solar(align="best"), 10.0, MODULE)
    assert best.panels == max(edge.panels or 0, facing.panels or 0)
    fewer = lay_out(drawn(rotate(shapely.box(0, 0, 100, 80), 17)), solar(align="edge"), 10.0, MODULE)
    more = lay_out(drawn(rotate(shapely.box(0, 0, 100, 80), 17)), solar(align="best"), 10.0, MODULE)
    assert (fewer.aligned, more.aligned) == ("edge", "facing")
    assert (fewer.panels or 0) < (more.panels or 0)
    # Rows off south need another gap.
    assert edge.pitch.gap_per_height != facing.pitch.gap_per_height


def test_without_a_module_rows_go_by_the_metre() -> None:
    layout = lay_out(drawn(shapely.box(0, 0, 60.5, 40)), slope(6.6), 10.0, None)
    assert (layout.panels, layout.orientation) == (None, "")
    assert layout.tables is not None
    assert layout.tables.across.tolist() == [54] * layout.rows
    assert layout.panel_area_m2 == pytest.approx(54 * 6.6 * layout.rows)
    assert layout.kw == pytest.approx(0.14 * layout.panel_area_m2)


def test_what_a_user_should_hear() -> None:
    def notes(layout: Layout) -> str:
        return " / ".join(note.say("en") for note in layout.notes)

    tiny = lay_out(drawn(shapely.box(0, 0, 1, 1)), solar(), 10.0, MODULE)
    assert (tiny.panels, tiny.rows, tiny.kw) == (0, 0, 0.0)
    assert notes(tiny) == "no table fits on the usable area of 0.0 m2"
    # Where it differs from the drawing, the outline counts; the readers tell of it.
    stated = lay_out(drawn(shapely.box(0, 0, 60, 40), area_m2=240.0), solar(), 10.0, MODULE)
    assert stated.ground_area_m2 == pytest.approx(2400.0, rel=1e-6)
    top = lay_out(drawn(PLOT, mount="structure_top", load_allowance_kn_m2=3.0), solar(rack_kn_m2=0.1), 10.0, MODULE)
    assert (top.load_state, "without anchors" in notes(top)) == ("unknown", True)
    with pytest.raises(CannotLayOut, match=r"the outline lies 1\d\d km from the facility"):
        lay_out(replace(drawn(PLOT), lat=36.0), solar(), 10.0, MODULE)
    unplaced = lay_out(replace(drawn(PLOT), lat=float("nan"), lon=float("nan")), solar(), 10.0, MODULE)
    assert unplaced.panels
    with pytest.raises(CannotLayOut, match="divide it"):
        lay_out(drawn(shapely.box(-5000, -5000, 5000, 5000)), solar(), 10.0, MODULE)


def test_moving_the_plot_moves_the_layout(layout: Layout) -> None:
    moved = lay_out(drawn(translate(PLOT, 200, 100), obstacles=(replace(TANK, shape=translate(TANK.shape, 200, 100)),)),
                    solar(), 10.0, MODULE)  # fmt: skip
    assert moved.panels == layout.panels


def read_back(text: str, path: Path) -> geopandas.GeoDataFrame:
    path.write_text(text, encoding="ascii")
    return pyogrio.read_dataframe(path)


def test_the_drawing_reads_back(layout: Layout, tmp_path: Path) -> None:
    assert layout.tables is not None
    corners = module_corners(layout.tables, layout.orientation, 1.762, 1.134, 0.02)
    found = read_back(dxf_text(layout, corners), tmp_path / "plan.dxf")
    counts = found["Layer"].value_counts().to_dict()
    assert counts["PLOT"] == 3
    assert counts["USABLE"] == 4
    assert counts["KEEP_OUT"] == 1
    assert counts["TABLES"] == len(layout.tables.row)
    assert counts["MODULES"] == layout.panels
    modules = found[found["Layer"] == "MODULES"].geometry
    read = np.stack([shapely.get_coordinates(one)[:4] for one in modules])
    assert read == pytest.approx(corners, abs=1e-4)
    assert all(one.is_closed for one in modules)
    assert "PLOT" in dxf_text(layout)
    assert re.search("metres from latitude 34.78", dxf_text(layout))


def test_the_drawing_in_plane_rectangular_coordinates(layout: Layout, tmp_path: Path) -> None:
    from pyproj import Transformer

    found = read_back(dxf_text(layout, system=6), tmp_path / "plan.dxf")
    table = shapely.get_coordinates(found[found["Layer"] == "TABLES"].geometry.iloc[0])[0]
    assert layout.tables is not None
    lonlat = to_lon_lat(layout.tables.corners[0, 0], layout.origin_lat, layout.origin_lon)
    # System 6 has its origin at 36 N, 136 E: Toyonaka lies 135 km south and 48 km west of it.
    assert table == pytest.approx([-48_500, -135_300], abs=500)
    assert Transformer.from_crs(6674, 4326, always_xy=True).transform(*table[:2]) == pytest.approx(lonlat, abs=1e-8)
    with pytest.raises(ValueError, match="plane rectangular system 1 to 19"):
        dxf_text(layout, system=20)
    with pytest.raises(ValueError, match="no geometry"):
        dxf_text(lay_out(Ground(LAT, LON, 1000.0), slope(), 10.0, None))
