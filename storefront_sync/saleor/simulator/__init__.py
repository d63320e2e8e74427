"""A stateful Saleor 3.23 over real HTTP, with the habits that were seen on a live one."""

from storefront_sync.saleor.simulator.server import SaleorSimulator

__all__ = ["SaleorSimulator"]
