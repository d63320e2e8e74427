"""What the steps of a shop's requests need, and what becomes of a row whose call failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from connectors.base.capabilities import Capabilities
from connectors.base.errors import (
    AuthExpired,
    ConfigError,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    Rejected,
)
from connectors.base.fulfilment import Fulfilment
from connectors.base.protocol import Connector
from storefront_sync.fulfilment import rows
from storefront_sync.fulfilment.models import Request
from storefront_sync.fulfilment.rows import Why
from storefront_sync.ledger.leases import Held
from storefront_sync.tenants.consent_end import doubt


@dataclass(frozen=True)
class Pace:
    """How a drain goes: the lease's seconds, the longest that a call may take effect, the longest that one
    step of several calls takes, and how long to go on."""

    lease_seconds: float
    longest_call: timedelta
    longest_step: timedelta
    longest: timedelta


@dataclass(frozen=True)
class Work:
    """One shop with its lease."""

    connector: Connector
    fulfilment: Fulfilment
    held: Held
    pace: Pace
    now: Callable[[], datetime]

    @property
    def capabilities(self) -> Capabilities:
        """What this marketplace can do."""
        return self.connector.manifest.capabilities

    def save(self, row: Request, fields: dict[str, object]) -> None:
        """Write while the lease is ours, and hold it for the next step. Raises LeaseLost."""
        rows.save(row, self.held, self.pace.longest_step, self.now(), **fields)

    def intend(self, requests: Sequence[Request], choice: dict[str, object] | None = None) -> list[Request]:
        """Write down what is about to be sent, before it is; its answer is looked for no sooner than it can't
        change any more. Returns those that staff still want so. Raises LeaseLost."""
        moment = self.now()
        fields = {
            "state": rows.State.SENT,
            "sent_at": moment,
            "sent_choice": choice,
            "not_before": moment + self.pace.longest_call,
        }
        with transaction.atomic():
            wanted = rows.unchanged(requests)
            for row in wanted:
                rows.save(row, self.held, self.pace.longest_step, moment, **fields)
        return wanted

    def done(self, row: Request, outcome: str = "") -> None:
        """The marketplace has it so."""
        self.save(row, rows.done(row, self.now(), outcome))

    def refuse(self, row: Request, why: Why) -> None:
        """It won't be."""
        self.save(row, rows.refused(row, why, self.now()))

    def pause(self, row: Request, why: Why, until: datetime | None = None) -> None:
        """Nothing was applied; again later."""
        self.save(row, rows.paused(row, why, until, self.now()))

    def doubtful(self, row: Request, why: Why) -> None:
        """Perhaps applied: look once it can't change any more."""
        moment = self.now()
        self.save(row, rows.unknown(row, why, moment + self.pace.longest_call, moment))

    def failed(self, requests: Sequence[Request], error: ConnectorError) -> bool:
        """What a failed write makes of its rows; returns whether others of the shop may be tried."""
        why, until = Why.of(error), rows.until_of(error)
        for row in requests:
            if isinstance(error, OutcomeUnknown):
                self.doubtful(row, why)
            elif isinstance(error, Rejected):
                self.refuse(row, why)
            else:
                self.pause(row, why, until)
        return self.goes_on(requests[0].shop_id, error)

    def not_seen(self, row: Request, error: ConnectorError) -> bool:
        """What a failed look makes of its row: one that was sent stays so. Returns whether others of the shop
        may be tried."""
        moment = self.now()
        waits = rows.waiting(row, Why.of(error), rows.until_of(error), moment)
        if isinstance(error, Rejected) and row.state == rows.State.PENDING:
            waits = rows.refused(row, Why.of(error), moment)
        self.save(row, waits)
        return self.goes_on(row.shop_id, error)

    def goes_on(self, shop_id: int, error: ConnectorError) -> bool:
        """Whether another call of this shop may fare better than the one that ended so."""
        if isinstance(error, AuthExpired | ConfigError):
            doubt(shop_id, self.now())
        return not isinstance(error, RateLimited | AuthExpired | ConfigError)
