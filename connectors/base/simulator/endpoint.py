"""One API call of a simulated marketplace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from connectors.base.simulator.faults import Fate
from connectors.base.simulator.server import Incoming, Outgoing
from mappings.words import Aspect


@dataclass(frozen=True)
class Endpoint:
    """One API call of the marketplace.

    `writes` is the aspect that it sets, `changes` whether it changes anything else, `public` whether it needs
    no shop token, `subject` names (item id, rows) of a write. `fragile`: whether its answer may get lost by a
    fault; unless said, that of a public call can't, since a single-use token would die with its shop.
    `answer` gets the request and its fate: `fate.ignored` (answer success, apply nothing), `fate.refused_row`
    (index of the row to refuse, or -1), `fate.call` (id for the book's writes).
    """

    name: str
    answer: Callable[[Incoming, Fate], Outgoing]
    writes: Aspect | None = None
    changes: bool = False
    public: bool = False
    fragile: bool | None = None
    subject: Callable[[Incoming], tuple[str, int]] = lambda request: ("", 0)

    @property
    def loses_answers(self) -> bool:
        """Whether a fault may lose its answer."""
        return not self.public if self.fragile is None else self.fragile

    @property
    def is_write(self) -> bool:
        """Whether it may change something."""
        return self.writes is not None or self.changes
