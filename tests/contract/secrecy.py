"""What must stay hidden, and what a failure says."""

from __future__ import annotations

import traceback

from tests.contract.world import SHOP, World

FAULTS: list[dict[str, float]] = [
    {"server_error_rate": 1},
    {"drop_connection_rate": 1},
    {"timeout_after_apply_rate": 1, "timeout_seconds": 5},
    {"calls_per_second": 0.0001, "burst": 1},
]
"""Each makes calls fail in a way of its own."""


def secrets(world: World) -> list[str]:
    """Everything that must never be shown."""
    app = world.sim.app()
    pair = world.tokens[SHOP].pair
    keys = [value for name, value in app.options.items() if "key" in name or "secret" in name]
    cipher = world.sim.access(SHOP).cipher
    return [secret for secret in (app.secret, pair.access, pair.refresh, cipher, *keys) if secret]


def told(error: BaseException) -> str:
    """An error as a log would show it, its causes included."""
    return "".join(traceback.format_exception(error)) + repr(error) + str(error) + repr(vars(error))
