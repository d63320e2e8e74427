"""Two invented cooperatives to try everything with: goods, marketplace listings and the right links."""
