"""Turns what the user has set into the options of a plan: the same for the window and the terminal."""

from backstride.core.timeline import PlanOptions, Side
from backstride.store.settings import Adjustment, Settings


def plan_options(settings: Settings, routine_id: str) -> PlanOptions:
    """The options for one routine: what was adjusted for it, over what is set for all."""
    adjustment = settings.adjustments.get(routine_id, Adjustment())
    own = adjustment.preparation_s
    return PlanOptions(
        preparation_s=settings.preparation_s if own is None else own,
        first_side=Side.RIGHT if adjustment.right_first else Side.LEFT,
        rounds=adjustment.rounds,
        rest_scale=adjustment.rest_scale,
        hold_scale=adjustment.hold_scale,
        skipped=frozenset(adjustment.skipped),
    )
