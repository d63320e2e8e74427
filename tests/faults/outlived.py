"""Started by a test that kills it: supervises servers and an ordinary child, and prints their pids as
JSON."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from storefront_sync.services.child import Child
from storefront_sync.services.postgres import EmbeddedPostgres
from storefront_sync.services.supervisor import Supervisor
from storefront_sync.services.valkey import EmbeddedValkey
from storefront_sync.settings.logging import configure


def main() -> None:
    """Supervise until killed."""
    # A shell starts what it puts in the background with SIGINT ignored, and that is inherited.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    configure({"level": "warning", "format": "json"})
    state_dir = Path(sys.argv[1])
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
    with Supervisor() as supervisor:
        supervisor.start(EmbeddedPostgres(state_dir, durable=False).child())
        supervisor.start(EmbeddedValkey(state_dir).child())
        supervisor.start(Child("stubborn", (sys.executable, "-c", stubborn), stop_seconds=0.5))
        print(json.dumps(supervisor.pids()), flush=True)
        supervisor.run(lambda: False, period=0.05)


if __name__ == "__main__":
    main()
