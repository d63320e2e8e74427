"""Shopee over real HTTP: the Open Platform's calls, signatures, tokens, words and habits."""

from connectors.shopee.simulator.marketplace import ShopeeSimulator

SIMULATOR = ShopeeSimulator

__all__ = ["SIMULATOR", "ShopeeSimulator"]
