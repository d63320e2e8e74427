"""The plain pages on which a seller lets us into shops: outside the Dashboard, for whoever holds a link."""
