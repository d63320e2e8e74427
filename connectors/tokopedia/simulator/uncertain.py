"""What no document settles about this marketplace."""

from __future__ import annotations

from connectors.base.simulator.switches import Switch

SWITCHES = (
    Switch("zero_stock", ("taken", "refused"), "whether 0 may be written: the documented range is 1-99999"),
    Switch("refresh_token", ("kept", "rotated"), "whether a refresh gives out another refresh token"),
    Switch("partial_edit", ("stays", "audited"), "whether a partial edit is audited again, as a full one is"),
    Switch(
        "cancelled_stock", ("put_back", "kept"), "whether cancelled units come back on show by themselves"
    ),
)
