"""Turbine types and pumps as data: models of the files, and their readers."""
