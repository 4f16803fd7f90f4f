"""Many cases of one project: every option at every point of a grid, with energy computed once and reused.

The place of samples from distributions, of blocks that resume and of clusters too, once there are any.
"""
