"""Answers of the simulated API as plain JSON, which tests take apart as they like."""

from typing import Any

Tree = Any
"""Any JSON value."""
