"""Reflections of the sun towards those who look at the panels."""
