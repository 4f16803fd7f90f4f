"""Where the shipped folders are: in a wheel, in an editable install and in a plain checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDERS = ("data", "turbine_charts", "reports")


@cache
def share(folder: str) -> Path:
    """The path of one of the shipped folders ``data``, ``turbine_charts`` and ``reports``."""
    if folder not in FOLDERS:
        raise ValueError(f"no shipped folder {folder!r}; there are {', '.join(FOLDERS)}")
    package = Path(__file__).resolve().parent
    in_wheel = package / "_share" / folder
    if in_wheel.is_dir():
        return in_wheel
    checkout = package.parent
    if _is_our_checkout(checkout) and (checkout / folder).is_dir():
        return checkout / folder
    raise FileNotFoundError(f"siting's folder {folder!r} is missing from this installation")


def _is_our_checkout(folder: Path) -> bool:
    # A folder called data beside an unrelated pyproject.toml must not be mistaken for ours.
    pyproject = folder / "pyproject.toml"
    return pyproject.is_file() and 'name = "siting"' in pyproject.read_text(encoding="utf-8")


def example(name: str) -> Path:
    """The folder of a shipped example project."""
    return share("data") / "examples" / name
