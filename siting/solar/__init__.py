"""Solar power: layout -> shading -> yield, and glare; yields that are given."""
