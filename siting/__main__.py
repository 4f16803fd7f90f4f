"""``python -m siting``."""

from siting.cli.main import main

main()
