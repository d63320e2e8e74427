"""How a product of the store becomes a listing: category trees, choices, drafts, publications."""
