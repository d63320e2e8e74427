"""The wake-up port over RQ: a flag per thing, so that a queue never holds two jobs for the same work."""

from __future__ import annotations

import structlog
from redis import Redis, RedisError
from rq import Queue

from storefront_sync.core.ids import CooperativeId, ShopId

JOB_SECONDS = 120
"""A job that takes longer is broken off; what it was doing is found again in the tables."""
SWEEP_SECONDS = 1800
"""A sweep writes only when all pages were read, so one that is broken off was for nothing."""
FAILED_KEPT_SECONDS = 3600
MODULES = {
    "check_installation": "installations",
    "tell_installation": "installations",
    "look_at_consent": "consents",
    "publish_shop": "publications",
    "returns_of_shop": "returned",
    "restock_cooperative": "returned",
    "read_parcels": "parcels",
    "fulfil_shop": "fulfilments",
    "answer_enquiries": "enquiries",
    "money_of_shop": "monies",
    "erase_in_saleor": "erasures",
}
"""Where a job function is that isn't in `work`."""
_log = structlog.get_logger(__name__)


class QueueWakeUp:
    """Enqueues one job per thing and queue; the job takes the flag away before it looks at its work."""

    def __init__(self, redis: Redis, flag_seconds: int) -> None:
        self._redis = redis
        self._flag_seconds = flag_seconds

    def drain(self, shop_id: ShopId, *, urgent: bool = False) -> None:
        """The shop has marks, or orders to read."""
        self._enqueue("urgent" if urgent else "bulk", "drain_shop", shop_id)

    def orders(self, cooperative_id: CooperativeId) -> None:
        """The cooperative has orders to settle."""
        self._enqueue("orders", "settle_cooperative", cooperative_id)

    def saleor(self, cooperative_id: CooperativeId) -> None:
        """The cooperative's Saleor has something to be read again."""
        self._enqueue("urgent", "absorb_cooperative", cooperative_id)

    def poll(self, cooperative_id: CooperativeId) -> None:
        """The cooperative's Saleor is to be asked which goods changed, and what staff did to orders."""
        self._enqueue("scan", "poll_cooperative", cooperative_id)

    def scan(self, shop_id: ShopId) -> None:
        """The shop's listings are to be read."""
        self._enqueue("scan", "scan_shop", shop_id)

    def publish(self, shop_id: ShopId) -> None:
        """The shop has publications to carry on, or published listings to look after."""
        self._enqueue("bulk", "publish_shop", shop_id)

    def returns(self, shop_id: ShopId) -> None:
        """The shop's returns are to be read."""
        self._enqueue("scan", "returns_of_shop", shop_id)

    def restock(self, cooperative_id: CooperativeId) -> None:
        """The cooperative has returned pieces on their way into stock."""
        self._enqueue("orders", "restock_cooperative", cooperative_id)

    def parcels(self, shop_id: ShopId) -> None:
        """The parcels of the shop's orders are to be read."""
        self._enqueue("bulk", "read_parcels", shop_id)

    def fulfil(self, shop_id: ShopId) -> None:
        """Staff asked something of the shop's marketplace."""
        self._enqueue("bulk", "fulfil_shop", shop_id)

    def enquiries(self, cooperative_id: CooperativeId) -> None:
        """Somebody waits to be told what the cooperative's marketplaces offer."""
        self._enqueue("bulk", "answer_enquiries", cooperative_id)

    def erasures(self, cooperative_id: CooperativeId) -> None:
        """The cooperative's Saleor has buyers to erase."""
        self._enqueue("scan", "erase_in_saleor", cooperative_id)

    def money(self, shop_id: ShopId) -> None:
        """What the shop's orders cost is to be asked for."""
        self._enqueue("scan", "money_of_shop", shop_id)

    def sweep(self, cooperative_id: CooperativeId) -> None:
        """The cooperative's whole catalogue is to be read."""
        self._enqueue("scan", "sweep_cooperative", cooperative_id)

    def check_up(self, installation_id: int) -> None:
        """Our App in this Saleor is to be looked at."""
        self._enqueue("scan", "check_installation", installation_id)

    def consent(self, shop_id: ShopId) -> None:
        """The shop's consent and tokens are to be looked at."""
        self._enqueue("scan", "look_at_consent", shop_id)

    def tell(self, installation_id: int) -> None:
        """This Saleor's Dashboard is to show our problems."""
        self._enqueue("scan", "tell_installation", installation_id)

    def _enqueue(self, queue: str, work: str, subject: int) -> None:
        try:
            if not self._redis.set(flag(queue, work, subject), 1, nx=True, ex=self._flag_seconds):
                return
            Queue(queue, connection=self._redis).enqueue(
                f"storefront_sync.jobs.{MODULES.get(work, 'work')}.{work}",
                subject,
                queue,
                job_timeout=SWEEP_SECONDS if work == "sweep_cooperative" else JOB_SECONDS,
                result_ttl=0,
                failure_ttl=FAILED_KEPT_SECONDS,
                ttl=JOB_SECONDS,
            )
        except RedisError as error:  # a lost wake-up costs latency only: the sweeper finds the rows
            _log.warning("wakeup.lost", work=work, error=type(error).__name__)


def flag(queue: str, work: str, subject: int) -> str:
    """The key that says a job for this is waiting."""
    return f"wake:{queue}:{work}:{subject}"
