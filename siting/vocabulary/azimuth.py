"""Azimuth as people in Japan say it (0 = south, west positive, or a name) and as siting counts it (north 0, clockwise)."""

from __future__ import annotations

NORTH, EAST, SOUTH, WEST = 0.0, 90.0, 180.0, 270.0
NAMES = {
    "north": NORTH, "north-east": 45.0, "east": EAST, "south-east": 135.0,
    "south": SOUTH, "south-west": 225.0, "west": WEST, "north-west": 315.0,
    "北": NORTH, "北東": 45.0, "東": EAST, "南東": 135.0, "南": SOUTH, "南西": 225.0, "西": WEST, "北西": 315.0,
}  # fmt: skip


def from_south(facing: float | str) -> float:
    """The azimuth [deg], north 0 and clockwise, of a direction as users say it; ``ValueError`` for an unknown name."""
    if isinstance(facing, str):
        if facing not in NAMES:
            raise ValueError(facing)
        return NAMES[facing]
    return (SOUTH + facing) % 360.0


def to_south(azimuth_deg: float) -> float:
    """The azimuth as users say it: south 0, west positive [deg], above -180 and up to 180."""
    turned = (azimuth_deg - SOUTH) % 360.0
    return turned - 360.0 if turned > 180.0 else turned
