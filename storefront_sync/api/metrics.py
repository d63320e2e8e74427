"""GET /metrics: the gauges in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from storefront_sync.api.gauges import GAUGES
from storefront_sync.api.outage import come_again
from storefront_sync.core.clock import SystemClock


class Books(Collector):
    """All gauges at one moment."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def describe(self) -> Iterator[Metric]:
        """Nothing: a registry would read the database to ask for names."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Each gauge with its samples."""
        for gauge in GAUGES:
            family = (CounterMetricFamily if gauge.counter else GaugeMetricFamily)(
                gauge.name, gauge.help, labels=gauge.labels
            )
            for labels, number in gauge.read(self._now):
                family.add_metric(labels, number)
            yield family


@require_safe
@come_again
def metrics(request: HttpRequest) -> HttpResponse:
    """200 with the text, 503 while the database is away."""
    registry = CollectorRegistry()
    registry.register(Books(SystemClock().now()))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
