"""Readers of every table format: a file to raw cells with their places, all faults collected."""

from siting.project.readers.discovery import find_tables
from siting.project.readers.dispatch import read_table
from siting.project.readers.files import sha256_of

__all__ = ["find_tables", "read_table", "sha256_of"]
