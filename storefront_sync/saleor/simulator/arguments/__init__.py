"""Arguments of the simulated API as typed models."""
