"""Open points of a drop: thresholds at their bounds, kinds of water, what is not known, sources of the table."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from siting.hydro.permits import Point, Rule, permit_points, permit_rules
from siting.resources import share
from siting.shipped import read_shipped
from siting.vocabulary.tables import CONSTRAINT_KINDS, WATERS

SETTLED = {
    "drop_id": "D1", "rated_kw": 30.0, "design_flow_m3_s": 0.25, "water": "treated", "pressure_owner": "府営水道",
    "pressure_consent": "ok", "bypass": "around", "outage_days": 5.0, "datum": "tp", "levels_used": True,
}  # fmt: skip
KNOWN_NOTHING = dict.fromkeys(SETTLED) | {"drop_id": "D1", "rated_kw": math.nan, "levels_used": True}


def points(**changed: object) -> list[Point]:
    return permit_points(pd.DataFrame([{**SETTLED, **changed}]))


def rule(name: str) -> Rule:
    return next(one for one in permit_rules() if one.id == name)


def applying(**changed: object) -> set[str]:
    """The rules whose words are said of the drop."""
    said = "".join(point.what.say("ja") for point in points(**changed))
    return {one.id for one in permit_rules() if one.words[0] in said}


@pytest.mark.parametrize(
    ("power_kw", "yes", "no"),
    [
        (19.999, "general_electrical", "chief_electrical"),
        (20.0, "chief_electrical", "general_electrical"),
        (49.999, "grid_low", "grid_high"),
        (50.0, "grid_high", "grid_low"),
        (199.999, "chief_dam_none", "chief_dam_power"),
        (200.0, "chief_dam_power", "chief_dam_none"),
        (999.999, "feed_in_regional", "feed_in_large"),
        (1000.0, "feed_in_large", "feed_in_regional"),
        (1999.999, "chief_electrical", "chief_electrical_own"),
        (2000.0, "chief_electrical_own", "chief_electrical"),
    ],
)
def test_a_threshold_of_power_belongs_to_the_class_above(power_kw: float, yes: str, no: str) -> None:
    found = applying(rated_kw=power_kw)
    assert yes in found
    assert no not in found


@pytest.mark.parametrize(
    ("power_kw", "flow_m3_s", "yes", "no"),
    [
        (10.0, 0.999, "general_electrical", "general_electrical_flow"),
        (10.0, 1.0, "general_electrical_flow", "general_electrical"),
        (100.0, 0.999, "chief_dam_none", "chief_dam_flow"),
        (100.0, 1.0, "chief_dam_flow", "chief_dam_none"),
    ],
)
def test_one_cubic_metre_per_second_belongs_to_the_class_above(
    power_kw: float, flow_m3_s: float, yes: str, no: str
) -> None:
    found = applying(rated_kw=power_kw, design_flow_m3_s=flow_m3_s)
    assert yes in found
    assert no not in found


def test_from_200_kw_the_flow_no_longer_matters() -> None:
    assert "chief_dam_power" in applying(rated_kw=300.0, design_flow_m3_s=math.nan)
    assert "chief_dam_flow" not in applying(rated_kw=300.0, design_flow_m3_s=2.0)


def test_the_river_act_is_asked_of_water_before_purification_only() -> None:
    assert "river_raw" in applying(water="raw")
    for water in ("treated", "sewage"):
        assert not {"river_raw", "river_none"} & applying(water=water)


@pytest.mark.parametrize(
    ("water", "expected"),
    [
        ("raw", {"water_hammer", "seismic"}),
        ("treated", {"water_hammer", "seismic", "materials"}),
        ("sewage", {"sewerage"}),
    ],
)
def test_each_water_has_its_rules_of_the_works(water: str, expected: set[str]) -> None:
    of_the_works = {"water_hammer", "seismic", "materials", "sewerage"}
    assert applying(water=water) & of_the_works == expected


def test_unknown_power_is_one_point_and_not_a_list() -> None:
    found = points(rated_kw=math.nan)
    waiting = [point for point in found if point.what.say("en").startswith("not known yet: the rated power;")]
    assert len(waiting) == 1
    for office in ("産業保安監督部", "一般送配電事業者", "経済産業局"):
        assert office in (waiting[0].ask or "")
    assert not {"chief_electrical", "general_electrical", "grid_low", "feed_in_large"} & applying(rated_kw=math.nan)


def test_unknown_flow_is_named_where_it_decides() -> None:
    assert "the design flow" in " ".join(point.what.say("en") for point in points(design_flow_m3_s=math.nan))


@pytest.mark.parametrize("water", [None, "unknown"])
def test_unknown_water_waits_for_the_offices_of_every_water(water: str | None) -> None:
    (waiting,) = [point for point in points(water=water) if "the kind of water" in point.what.say("en")]
    assert waiting.ask == "河川管理者、水道技術管理者、下水道管理者"
    assert waiting.ask_en is not None
    assert waiting.ask_en.startswith("the river administrator, ")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"pressure_owner": None}, "must agree"),
        ({"pressure_owner": None, "water": "sewage"}, "who owns the pressure and whether the owner agrees"),
        ({"pressure_consent": None}, "belongs to 府営水道"),
        ({"pressure_consent": "unknown"}, "it is not known whether its use is agreed to"),
        ({"pressure_consent": "limits"}, "with conditions"),
        ({"pressure_consent": "blocks"}, "府営水道 refuses"),
        ({"bypass": "none"}, "one must be built"),
        ({"bypass": "unknown"}, "not stated: whether there is a bypass"),
        ({"outage_days": math.nan}, "not stated: the days of outage"),
        ({"datum": None}, "not stated: the datum"),
    ],
)
def test_what_a_drop_leaves_open_is_said_once(changed: dict[str, object], words: str) -> None:
    before = [point.what for point in points(**{k: v for k, v in changed.items() if k == "water"})]
    new = [point for point in points(**changed) if point.what not in before]
    assert [words in point.what.say("en") for point in new] == [True]


@pytest.mark.parametrize("bypass", ["around", "own_line"])
def test_a_settled_drop_has_only_the_points_of_the_offices(bypass: str) -> None:
    assert [point.ask for point in points(bypass=bypass)] == [
        "産業保安監督部",
        "一般送配電事業者",
        "経済産業局",
        "水道技術管理者",
    ]


def test_a_datum_is_asked_for_only_where_levels_count() -> None:
    assert points(datum=None, levels_used=False) == points()


def test_zero_days_of_outage_are_stated() -> None:
    assert points(outage_days=0.0) == points()


def test_councils_read_few_points() -> None:
    assert len(permit_points(pd.DataFrame([KNOWN_NOTHING]))) == 3
    assert len(points(pressure_owner=None, bypass=None, outage_days=None, datum=None)) <= 7
    assert len(points(water="raw", pressure_owner=None, bypass=None, outage_days=None, datum=None)) <= 7


def test_every_point_is_said_in_both_languages_and_names_an_office() -> None:
    worst = [{**SETTLED, "water": water, "rated_kw": kw, "bypass": bypass, "pressure_consent": consent}
             for water in ("raw", "treated", "sewage", None) for kw in (10.0, 100.0, 500.0, math.nan)
             for bypass in ("none", None) for consent in ("limits", "blocks", None)]  # fmt: skip
    frame = pd.DataFrame([*worst, KNOWN_NOTHING])
    kinds = {choice.value for choice in CONSTRAINT_KINDS} | {"input"}
    for point in permit_points(frame):
        assert point.kind in kinds
        assert point.ask
        assert point.ask_en
        japanese, english = point.what.say("ja"), point.what.say("en")
        assert japanese != english
        assert "{" not in japanese + english
        if "府営水道" not in english:
            assert english.isascii()


def test_drops_keep_their_order_and_no_drops_make_no_points() -> None:
    two = pd.DataFrame([{**SETTLED, "drop_id": "B"}, {**SETTLED, "drop_id": "A"}])
    assert list(dict.fromkeys(point.drop_id for point in permit_points(two))) == ["B", "A"]
    assert permit_points(two.iloc[:0]) == []


def test_every_row_of_the_table_has_a_source_a_date_and_both_languages() -> None:
    rows = read_shipped(share("data"), "hydro_permits")
    assert len({row["id"] for row in rows}) == len(rows)
    waters = {choice.value for choice in WATERS} - {"unknown"} | {"any"}
    for row in rows:
        assert row["source"]
        assert row["as_of"][:4].isdigit()
        assert row["text"]
        assert row["text_en"]
        assert bool(row["ask"]) == bool(row["ask_en"])
        assert set(row["water"].split()) <= waters
        # What rests on no source says so to the reader, in both languages.
        assert row["confidence"] in ("sourced", "confirm")
        assert ("要確認" in row["text"]) == (row["confidence"] == "confirm"), row["id"]
        assert ("to be confirmed" in row["text_en"]) == (row["confidence"] == "confirm"), row["id"]


@pytest.mark.parametrize("power_kw", [0.1, 19.9, 20.0, 60.0, 200.0, 1500.0, 5000.0])
@pytest.mark.parametrize("flow_m3_s", [0.01, 1.0, 20.0])
@pytest.mark.parametrize("water", ["raw", "treated", "sewage"])
def test_every_size_has_exactly_one_class_of_engineer_grid_and_price(
    power_kw: float, flow_m3_s: float, water: str
) -> None:
    found = applying(rated_kw=power_kw, design_flow_m3_s=flow_m3_s, water=water)
    electrical = {"general_electrical", "general_electrical_flow", "chief_electrical", "chief_electrical_own"}
    dam = {"chief_dam_none", "chief_dam_flow", "chief_dam_power"}
    assert len(found & electrical) == 1
    assert len(found & dam) == (power_kw >= 20)
    assert len(found & {"grid_low", "grid_high"}) == 1
    assert len(found & {"feed_in_regional", "feed_in_large"}) == 1


def test_a_point_carries_the_sources_of_its_rules_once() -> None:
    (electrical,) = [point for point in points() if point.ask == "産業保安監督部"]
    sources = (electrical.source or "").split("; ")
    assert len(sources) == len(set(sources))
    for name in ("chief_electrical", "chief_dam_none"):
        assert set(rule(name).source.split("; ")) <= set(sources)
