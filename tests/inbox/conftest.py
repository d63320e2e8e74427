"""Makes the shared fixtures known here."""

from tests.inbox.fixtures import alarm, world

__all__ = ["alarm", "world"]
