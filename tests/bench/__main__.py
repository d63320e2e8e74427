"""`python -m tests.bench NAME [--quick] [--seed N]`: measures; prints a table and, last, one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json

BENCHES = {"push": "tests.bench.push", "sweep": "tests.bench.sweep"}


def main() -> None:
    """Run one bench with servers of its own."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("name", choices=sorted(BENCHES))
    parser.add_argument("--quick", action="store_true", help="smaller; ends within 60 s")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--saleor-url",
        action="append",
        default=[],
        help="sweep only: a live Saleor's GraphQL address, with a login in SALEOR_EMAIL and SALEOR_PASSWORD; "
        "may be given again",
    )
    parser.add_argument("--rounds", type=int, help="sweep only: how often")
    arguments = parser.parse_args()
    given = {"saleor_urls": arguments.saleor_url, "rounds": arguments.rounds}
    options = {name: value for name, value in given.items() if value}
    if options and arguments.name != "sweep":
        parser.error("--saleor-url and --rounds are for sweep")
    # Chooses database and Valkey of this run before anything reads the settings.
    embedded = importlib.import_module("tests.embedded")
    try:
        importlib.import_module("storefront_sync.cli.django_start").start_django()
        embedded.start_postgres()
        embedded.start_valkey()
        result = importlib.import_module(BENCHES[arguments.name]).run(
            arguments.quick, arguments.seed, **options
        )
    finally:
        embedded.pytest_unconfigure()
    print(json.dumps(result))


if __name__ == "__main__":
    main()
