"""Marketplace orders: taken in, held, imported into Saleor, cancelled."""
