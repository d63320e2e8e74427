"""What no document settles about this marketplace."""

from __future__ import annotations

from connectors.base.simulator.switches import Switch

SWITCHES = (
    Switch("refresh_token", ("kept", "rotated"), "whether a refresh gives out another refresh token"),
)
