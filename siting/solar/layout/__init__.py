"""Panels on a plot: pitch of the rows, usable area, tables and modules, load."""
