"""The whole thing, as a user starts it: processes, faults, shoppers, verdict."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

KEYS = {
    "store",
    "listings",
    "unlinked",
    "wrong_links",
    "listings_in_sync",
    "orders_placed",
    "orders_imported",
    "orders_waiting",
    "orders_short",
    "duplicates",
    "lost",
    "oversold_units",
    "p50_seconds",
    "p99_seconds",
    "calls",
    "calls_minimum",
    "reads",
    "leaks",
}
LONGEST_SECONDS = 420


@pytest.mark.faults
@pytest.mark.long
def test_a_short_check_with_faults_passes_and_ends_with_its_figures() -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STOREFRONT_")}
    done = subprocess.run(
        [sys.executable, "-m", "storefront_sync.cli", "demo", "--check", "--seconds", "6", "--seed", "4"],
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        env=environment,
        check=False,
    )
    figures = json.loads(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stderr[-4000:]
    assert figures.keys() == KEYS
    assert figures["listings"] == figures["listings_in_sync"] >= 100
    assert figures["orders_placed"] > 0
    assert figures["lost"] == figures["duplicates"] == figures["wrong_links"] == figures["leaks"] == 0
