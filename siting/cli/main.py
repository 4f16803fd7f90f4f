"""The command ``siting``: every command in a module of its own, loaded when it is called."""

from __future__ import annotations

import sys

from siting.cli.shell import run_group


def main() -> None:
    """Entry point of the command line."""
    sys.exit(run_group(sys.argv[1:]))


if __name__ == "__main__":
    main()
