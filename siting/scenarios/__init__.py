"""Grids and ranges of values. Nothing here knows what the values are of, or what is computed with them.

The place of distributions and seeded draws too, once there are any.
"""
