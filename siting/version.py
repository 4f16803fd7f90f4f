"""The version of siting and of what it writes."""

VERSION = "0.1.0"
RESULTS_SCHEMA = "siting-results/1"
