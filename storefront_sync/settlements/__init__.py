"""What orders cost, and what marketplaces paid out for them."""
