"""What the demonstration runs under: settings with short periods, and the faults of a bad day."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

from storefront_sync.settings.env import variable

COOPERATIVE = "koperasi-smb"
"""The sample that is shown."""
CHANNEL = "koperasi-smb"
"""Slug of its Saleor channel."""

LOGIN_VARIABLES = (
    "SALEOR_EMAIL",
    "SALEOR_PASSWORD",
    variable("saleor_email"),
    variable("saleor_password"),
)
"""Where a login may stand in the environment."""

RETURNS_POLL_SECONDS = "3"
"""While somebody looks on; a check has no returns, and counts calls."""
READ_TIMEOUT_SECONDS = 2.0
HANG_SECONDS = 2.5
"""How long a simulator hangs on a call that it has applied: longer than we wait for it by default."""
LEASE_SECONDS = 8.0
"""How much longer a lease is than a call may take."""

MARKET_FAULTS: Mapping[str, float | int] = {
    "latency_ms_p50": 15,
    "latency_ms_p99": 250,
    "calls_per_second": 20,
    "burst": 30,
    "server_error_rate": 0.004,
    "server_error_burst": 3,
    "timeout_after_apply_rate": 0.004,
    "timeout_seconds": HANG_SECONDS,
    "ignored_write_rate": 0.01,
    "partial_rate": 0.02,
    "drop_connection_rate": 0.003,
    "webhook_duplicate_rate": 0.1,
    "webhook_delay_seconds_max": 1.5,
    "webhook_reorder_rate": 0.05,
    "webhook_drop_rate": 0.05,
    "order_feed_lag_seconds": 0.2,
}
STORE_FAULTS: Mapping[str, float | int] = {
    "latency_ms_p50": 15,
    "latency_ms_p99": 120,
    "server_error_rate": 0.003,
    "timeout_after_apply_rate": 0.002,
    "timeout_seconds": HANG_SECONDS,
    "drop_connection_rate": 0.002,
    "webhook_duplicate_rate": 0.1,
    "webhook_delay_seconds_max": 1.0,
    "webhook_reorder_rate": 0.05,
    "webhook_drop_rate": 0.05,
}


def market_faults(read_timeout_seconds: float) -> dict[str, float | int]:
    """The marketplaces' faults where an answer is waited for that long."""
    return {**MARKET_FAULTS, "timeout_seconds": read_timeout_seconds + HANG_SECONDS - READ_TIMEOUT_SECONDS}


def environment(
    state_dir: Path, port: int, store_url: str, read_timeout_seconds: float = READ_TIMEOUT_SECONDS
) -> dict[str, str]:
    """This demonstration's settings as environment variables; a given database or Valkey is left alone."""
    values = {
        "state_dir": str(state_dir),
        "database_url": "",
        "redis_url": "",
        "public_url": f"http://127.0.0.1:{port}",
        "bind": f"127.0.0.1:{port}",
        "saleor_url": store_url,
        "saleor_api_urls": "",
        "connect_timeout_seconds": "2",
        "read_timeout_seconds": str(read_timeout_seconds),
        "lease_seconds": str(read_timeout_seconds + LEASE_SECONDS),
        "wakeup_seconds": "3",
        "tick_seconds": "1",
        "order_poll_seconds": "3",
        "order_overlap_seconds": "10",
        "sweep_seconds": "10",
        "drift_seconds": "5",
        "workers_urgent": "2",
        "log_level": "warning",
        "log_format": "json",
    }
    return {variable(name): value for name, value in values.items()}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
