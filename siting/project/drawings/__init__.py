"""Geometry that is drawn: outlines from DXF, obstacles, neighbouring buildings, observers, and the skyline."""
