"""`python -m tests.bench NAME [--quick] [--seed N]`: measures; prints a table and, last, one JSON object."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

BENCHES = {"push": "tests.bench.push", "sweep": "tests.bench.sweep"}
ORDERS = "orders"


def main() -> None:
    """Run one bench with servers of its own."""
    parser = argparse.ArgumentParser(prog="tests.bench")
    parser.add_argument("name", choices=sorted([*BENCHES, ORDERS]))
    parser.add_argument("--quick", action="store_true", help="smaller; ends within 60 s")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--saleor-url",
        action="append",
        default=[],
        help="sweep and orders: a live Saleor's GraphQL address, with a login in SALEOR_EMAIL and "
        "SALEOR_PASSWORD; for sweep it may be given again",
    )
    parser.add_argument("--rounds", type=int, help="sweep only: how often")
    parser.add_argument("--orders", type=int, help="orders only: how many")
    arguments = parser.parse_args()
    if arguments.name == ORDERS:
        _orders(parser, arguments)
        return
    if arguments.orders:
        parser.error("--orders is for orders")
    given = {"saleor_urls": arguments.saleor_url, "rounds": arguments.rounds}
    options = {name: value for name, value in given.items() if value}
    if options and arguments.name != "sweep":
        parser.error("--saleor-url and --rounds aren't for push")
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


def _orders(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """A whole installation of its own, so that nothing else is started; exits with 1 where books differ."""
    if arguments.rounds or len(arguments.saleor_url) > 1:
        parser.error("orders takes one --saleor-url, and no --rounds")
    run = importlib.import_module("tests.bench.orders.run").run
    url = arguments.saleor_url[0] if arguments.saleor_url else ""
    figures, passed = run(arguments.quick, arguments.seed, arguments.orders, url)
    print(json.dumps(figures))
    sys.exit(0 if passed else 1)


if __name__ == "__main__":
    main()
