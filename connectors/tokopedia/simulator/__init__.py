"""A TikTok Shop Partner API of one's own: real HTTP, state, signatures, documented refusals, and faults."""

from connectors.tokopedia.simulator.market import TokopediaSimulator

SIMULATOR = TokopediaSimulator

__all__ = ["SIMULATOR", "TokopediaSimulator"]
