"""Lazada over real HTTP: the Open Platform's calls, signatures, tokens, words and habits."""

from connectors.lazada.simulator.marketplace import LazadaSimulator

SIMULATOR = LazadaSimulator

__all__ = ["SIMULATOR", "LazadaSimulator"]
