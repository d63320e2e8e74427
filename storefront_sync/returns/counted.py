"""Staff have counted where a write and another change may have gone over each other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from storefront_sync.returns.inspect import InspectionRefused
from storefront_sync.returns.intake import subject
from storefront_sync.returns.models import Restock, Return
from storefront_sync.returns.origin import COUNT
from storefront_sync.tenants.models import Cooperative
from storefront_sync.tenants.problems import close_problem


def counted(cooperative: Cooperative, returned_id: int, now: datetime) -> None:
    """Nobody needs to count this return's goods any more. Raises InspectionRefused for an unknown one."""
    returned = Return.objects.filter(cooperative=cooperative, pk=returned_id).first()
    if returned is None:
        raise InspectionRefused("return.unknown")
    with transaction.atomic():
        Restock.objects.filter(inspection__returned=returned).update(doubted_at=None)
        close_problem(cooperative.pk, COUNT, subject(returned), shop_id=returned.shop_id, now=now)
