"""What has ended long ago goes, and nothing else."""

from datetime import timedelta

from mappings.words import OrderState
from storefront_sync.jobs import process
from storefront_sync.jobs.retention import delete_old
from storefront_sync.orders.models import Order
from tests.orders.whole_world import WholeWorld


def test_a_buyer_is_erased_and_later_the_order_is_deleted_but_only_after_its_end(whole: WholeWorld) -> None:
    for _ in range(3):
        whole.buy("sumber", "shopee", [("S", 1)])
    whole.clock.forward(3)
    whole.drain("sumber", "shopee")
    erased, deleted, open_still = Order.objects.order_by("id")
    for order, days, state in (
        (erased, 100, OrderState.COMPLETED),
        (deleted, 800, OrderState.CANCELLED),
        (open_still, 800, OrderState.READY),
    ):
        ended = process.now() - timedelta(days=days)
        Order.objects.filter(pk=order.pk).update(remote_updated_at=ended, state=state.value)
    delete_old.__wrapped__(0, "scan")  # its boundary would close this test's transaction
    left = {order.pk: order for order in Order.objects.all()}
    assert set(left) == {erased.pk, open_still.pk}
    assert left[erased.pk].buyer_encrypted == ""
    assert left[open_still.pk].buyer_encrypted != ""
