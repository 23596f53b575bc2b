"""Which breakdown is the year's disclosures by channel."""

from __future__ import annotations

from collections.abc import Sequence

from gkstats.records import Breakdown

__all__ = ["choose_channels"]


def choose_channels(breakdowns: Sequence[Breakdown]) -> tuple[int | None, str]:
    """Return the position of the best supported breakdown of the year's disclosures by channel, and the reason."""
    candidates = [
        index
        for index, b in enumerate(breakdowns)
        if b.of == "disclosures" and b.dimension == "channel" and b.period == "year" and len(b.parts) > 1
    ]
    if not candidates:
        return None, ""

    def support(index: int) -> tuple[bool, bool, bool, float, int]:
        b = breakdowns[index]
        size = b.total if b.total is not None else sum(part.value for part in b.parts)
        return b.total is not None, b.sums is True, b.sums is None, size, -index

    best = max(candidates, key=support)
    chosen = breakdowns[best]
    if chosen.total is None:
        ground = f"{len(chosen.parts)} parallel channels, no total stated"
    else:
        adds = {
            True: "to which the parts add up",
            False: "to which the parts do not add up",
            None: "with hedged figures",
        }
        ground = f"stated total {chosen.total:,}, {adds[chosen.sums]}"
    others = f"; the best supported of {len(candidates)}" if len(candidates) > 1 else "; the only candidate"
    return best, ground + others
