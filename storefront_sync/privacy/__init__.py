"""Buyers' data: told to the person it is of, erased on their word or when its time is over, here and in
Saleor."""
