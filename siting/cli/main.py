"""The command ``siting``: every command in a module of its own, loaded when it is called."""

from __future__ import annotations

import io
import sys

from siting.cli.shell import run_group


def main() -> None:
    """Entry point of the command line."""
    for stream in (sys.stdout, sys.stderr):
        # A Japanese Windows redirects in CP932, which lacks signs such as the small 2 of CO2.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run_group(sys.argv[1:]))


if __name__ == "__main__":
    main()
