"""Price and stock: desired, push, acknowledge, verify, drift."""
