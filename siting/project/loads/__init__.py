"""Hourly loads of facilities and hourly shapes of generation: the utility's demand files, months, shipped shapes."""
