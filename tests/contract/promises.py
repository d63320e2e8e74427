"""What a connector can promise in its `quality.yaml`, and where the test of each promise lies."""

from __future__ import annotations

from dataclasses import dataclass

NOT_WRITTEN = "not written yet"
"""What a new folder gives as the reason for each exemption; it counts as none."""


@dataclass(frozen=True)
class Proof:
    """A test under `tests/`: `file` is a pattern in which `{key}` stands for the marketplace, `words` must
    be in the test's name."""

    file: str
    words: str = ""


PROMISES = {
    "signatures_proven_with_vectors": Proof("connectors/{key}/test_{key}_signatures.py"),
    "webhook_vectors_proven": Proof("connectors/{key}/test_{key}_*.py", "webhook"),
    "every_documented_code_placed": Proof("connectors/{key}/test_{key}_error_table.py"),
    "refresh_under_lock": Proof("contract/test_calls.py", "racing_threads_refresh_once"),
    "pages_walked_whole": Proof("contract/test_listings.py", "all_pages_are_walked"),
    "absolute_writes": Proof("contract/test_listings.py", "absolute"),
    "outcome_per_row": Proof("contract/test_listings.py", "refused_row_spares"),
    "campaign_floor_told": Proof("contract/test_listings.py", "campaign_holds"),
    "campaign_end_told": Proof("contract/test_listings.py", "campaigns_end"),
    "impossible_numbers_named": Proof("contract/test_strange_answers.py", "impossible"),
    "masked_buyer_left_empty": Proof("contract/test_orders.py", "masked_buyer"),
    "texts_in_both_languages": Proof("contract/test_folder.py", "both_languages"),
    "simulator_with_faults": Proof("contract/test_control_plane.py", "faults"),
    "zero_stock": Proof("contract/test_listings.py", "sold_out_by_a_write"),
    "restore_on_cancel_known": Proof("contract/test_orders.py", "returns_at_the_cancel"),
    "feed_lag_known": Proof("contract/test_orders.py", "feeds_lag"),
    "several_warehouses": Proof("connectors/{key}/test_{key}_*.py", "warehouse"),
    "shipment_arranged": Proof("contract/test_handover.py", "every_way_that_is_offered"),
    "split_orders_sent": Proof("contract/test_split_orders.py", "parcel_by_parcel"),
    "labels_printed": Proof("contract/test_labels.py", "arranged_parcels_are_printed"),
    "cancels_with_reasons": Proof("contract/test_cancelling.py", "each_reason"),
    "cancels_a_part": Proof("contract/test_partial_cancelling.py", "only_what_is_named"),
    "buyer_cancellation_answered": Proof("contract/test_asked_to_cancel.py", "accepted"),
    "returns_read": Proof("contract/test_returns.py", "lines_and_quantities"),
    "refund_told": Proof("contract/test_returns.py", "paid_back"),
    "order_money_told": Proof("contract/test_money.py", "costs_whom"),
    "settlement_file_read": Proof("connectors/{key}/test_{key}_statement.py"),
    "consent_round_trip": Proof("contract/test_consent.py", "round_trip"),
    "categories_pulled": Proof("contract/test_categories.py", "tree_is_whole"),
    "publishing": Proof("contract/test_publishing.py", "shown_as_it_was_drafted"),
    "readiness_agrees": Proof("contract/test_publishing.py", "refused_there_too"),
    "listings_shown_and_hidden": Proof("contract/test_listing_changes.py", "hiding_and_showing"),
    "published_once_by_key": Proof("contract/test_published_once.py", "same_key"),
}
