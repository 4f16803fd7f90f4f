"""Yearly energy of designs: light on the tilted plane, shade of rows and surroundings, glass, heat, inverter."""
