"""What staff ask of a marketplace with an order: send it off, print its labels, cancel it."""
