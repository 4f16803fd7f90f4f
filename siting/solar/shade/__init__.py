"""What stands between panels and the sun: rows, horizon, buildings."""
