"""What the service tells of itself, to be held against the simulators' books."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storefront_sync.cli.demo.books import ListingKey
from storefront_sync.cli.demo.ideal import Components


@dataclass(frozen=True)
class Told:
    """Links as the service holds them, and the marketplace order ids that it calls waiting or short."""

    links: Mapping[ListingKey, Components]
    waiting: frozenset[str]
    short: frozenset[str]
