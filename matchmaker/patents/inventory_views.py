"""The list of an inventory: narrowed, sorted and paged by its address, with rows to tick for a step over many."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request, url_for

from matchmaker.database import page_of
from matchmaker.organizations.enums import Role
from matchmaker.organizations.queries import reach_of
from matchmaker.organizations.roles import STAFF, open_to
from matchmaker.patents import queries
from matchmaker.patents.enums import InventoryOrder, OfferBar, OfferFilter, PatentStatus
from matchmaker.patents.fees import FeeCalendar
from matchmaker.patents.inventory_order import sorted_by
from matchmaker.patents.many.enums import Step
from matchmaker.patents.models import Patent
from matchmaker.patents.narrowing import KEPT, narrowed, narrowing_in
from matchmaker.patents.offer_bars import bars_of
from matchmaker.patents.standing import fee_calendars
from matchmaker.patents.views import room

__all__ = ["room"]

_ROWS = 50
_MOST_TICKS = 400  # so that every server takes the address that they stand in


@room.get("/inventory")
@open_to(Role.OFFICER, *STAFF)
def inventory() -> str:
    """The patents of the officer's organisation; for the centre's staff, of all."""
    holder = reach_of(g.person)
    asked, order = narrowing_in(request.args), _order()
    statement = sorted_by(narrowed(holder, asked, today=g.today), order, down=_goes_down(), today=g.today)
    page = page_of(g.session, statement, number=request.args.get("page", 1, int), size=_ROWS)
    ids = [patent.id for patent in page.rows]
    return render_template(
        "patents/inventory.html",
        page=page,
        counts=queries.inventory_counts(g.session, holder),
        asked=asked,
        kept=kept_of_address(),
        holder=holder,
        departments=queries.departments_of(g.session, holder) if holder else [],
        statuses=PatentStatus,
        offers=[*OfferFilter, *OfferBar],
        steps=Step,
        most_ticks=_MOST_TICKS,
        order=order,
        orders=InventoryOrder,
        down=_goes_down(),
        bars=bars_of(g.session, ids, g.today),
        calendars=_calendars(page.rows),
    )


@room.app_template_global()
def order_address(order: InventoryOrder) -> str:
    """The address of the inventory in an order; chosen again, the other way round."""
    down = not _goes_down() if order is _order() else order.begins_high
    kept: dict[str, Any] = {
        name: value for name, value in kept_of_address().items() if name not in {"order", "down"}
    }
    return url_for("patents.inventory", **kept, order=order.value, down=1 if down else None)


def kept_of_address() -> dict[str, str]:
    """What of the address narrows and sorts the list, and nothing that is empty."""
    return {name: request.args[name] for name in (*KEPT, "order", "down") if request.args.get(name)}


def _order() -> InventoryOrder | None:
    chosen = request.args.get("order", "")
    return InventoryOrder(chosen) if chosen in set(InventoryOrder) else None


def _goes_down() -> bool:
    return request.args.get("down") == "1"


def _calendars(patents: Sequence[Patent]) -> dict[int, FeeCalendar]:
    ids: list[Any] = [patent.id for patent in patents]
    return fee_calendars(g.session, Patent.id.in_(ids), today=g.today)
