"""Mirrors of what Saleor has and what marketplaces list, and the links between the two."""
