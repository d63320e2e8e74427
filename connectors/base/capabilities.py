"""What a marketplace can do, as data: the sync has no `if marketplace ==`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Capabilities:
    """Limits and habits of one marketplace, each from its fact sheet.

    stock_rows / price_rows: most rows of ONE item in one write call. read_items: most items in one
    `read_listings` call. order_ids: most orders in one `read_orders` call; calls_per_order: what each of
    them costs beyond the one call for all. order_window_days: longest span
    of one `list_orders` query. calls_per_second: starting budget of a shop, corrected by 429s. zero_stock:
    whether 0 may be written. max_stock: the largest number that may be shown. restores_on_cancel: whether
    the marketplace puts cancelled units back on show by itself; None = not certain.
    stock_excludes_committed: whether the number shown is already without units in unpaid and unshipped
    orders. feed_lag_seconds: how late an order may appear in the change list. time_resolution_seconds:
    coarseness of the marketplace's time stamps. writes_hidden: whether stock and price of a listing that
    isn't live may be written. arrange_parcels / label_parcels: most parcels of one call.
    arranges_in_steps: whether a parcel that shows as arranged may lack the last step of it. partial_cancel:
    whether a part of an order may be cancelled. pair_of_login: whether all shops of one consent
    live by one token pair for good, so that a refresh for one of them is a refresh for all.
    """

    stock_rows: int
    price_rows: int
    read_items: int
    order_ids: int
    order_window_days: int
    calls_per_second: float
    zero_stock: bool
    max_stock: int
    restores_on_cancel: bool | None
    stock_excludes_committed: bool
    feed_lag_seconds: float
    time_resolution_seconds: float
    writes_hidden: bool = True
    calls_per_order: int = 0
    arrange_parcels: int = 1
    label_parcels: int = 1
    arranges_in_steps: bool = False
    partial_cancel: bool = False
    pair_of_login: bool = False
