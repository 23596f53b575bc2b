"""The telephone hotline's year: received, resolved, transferred, answered, and its stated rates."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from gkstats.reading.narrative.lexicon import figures
from gkstats.reading.narrative.masks import Span
from gkstats.reading.narrative.mentions import Mention
from gkstats.reading.narrative.numbers import Number
from gkstats.reading.narrative.prose import Prose

__all__ = ["Line", "find_hotline"]


@dataclass(frozen=True, slots=True)
class Line:
    """What a text says about one hotline; spans tell where each figure stands."""

    name: Span
    fields: dict[str, int | float]
    span: Span


def find_hotline(prose: Prose, mentions: tuple[Mention, ...], rates: tuple[Number, ...]) -> Line | None:
    """Return the figures of the hotline: of 12345 where there is one, else of the first with a figure."""
    found: list[Line] = []
    shared_sentence = -1
    for name in _names(prose):
        scope = _scope(prose, name)
        sentence = prose.sentence_at(name.start)
        fields, shared = _fields(prose, scope, name, mentions, rates)
        shared_sentence = sentence if shared else shared_sentence
        if fields and (sentence != shared_sentence or len(fields.keys() & _COUNTED)):
            found.append(Line(name, fields, scope))
    if not found:
        return None
    preferred = [line for line in found if _is_preferred(prose, line)]
    return _merged(preferred or found[:1])


_COUNTED: Final = {"received", "resolved", "transferred", "answered_directly"}


def _merged(lines: list[Line]) -> Line:
    """Return the first line, completed by what later sentences say about the same hotline."""
    first = lines[0]
    fields = dict(first.fields)
    for line in lines[1:]:
        for key, value in line.fields.items():
            fields.setdefault(key, value)
    return Line(first.name, fields, first.span)


def _is_preferred(prose: Prose, line: Line) -> bool:
    text = prose.plain[max(0, line.name.start - 12) : line.name.end + 8]
    return any(name in text for name in figures("hotline", "preferred"))


_NAME: Final = re.compile("热线|12345|[市县区]长(?:公开)?电话")


def _names(prose: Prose) -> list[Span]:
    """Return where hotlines are named, at most one name a clause."""
    spans: list[Span] = []
    for match in _NAME.finditer(prose.plain):
        around = prose.plain[max(0, match.start() - 6) : match.end() + 4]
        if any(other in around for other in figures("hotline", "not_names")):
            continue
        if _in_count(prose, match.start()) or _is_any_telephone(prose, match.start()):
            continue
        if (spans and prose.plain[spans[-1].end : match.start()].strip("”“ ") in ("",)) or (
            spans
            and not re.search("[，。；：]", prose.plain[spans[-1].end : match.start()])
            and match.start() - spans[-1].end < 16
            and not any(c.isdigit() for c in prose.plain[spans[-1].end : match.start()])
        ):
            spans[-1] = Span(spans[-1].start, match.end())
            continue
        spans.append(Span(*match.span()))
    return spans


def _is_any_telephone(prose: Prose, place: int) -> bool:
    """Return whether "热线电话" stands without a name: some telephone, not a hotline."""
    if not prose.plain.startswith("热线电话", place):
        return False
    before = prose.plain[max(0, place - 2) : place]
    return (
        not before.strip()
        or before[-1] in "，。；：、（和及与的"
        or before in ("通过", "其中", "拨打", "公布", "利用")
    )


def _in_count(prose: Prose, place: int) -> bool:
    """Return whether digits that look like a hotline's name are a count ("12345件")."""
    return any(n.at == place and n.kind == "count" for n in prose.numbers_between(place, place + 1))


def _scope(prose: Prose, name: Span) -> Span:
    """Return the text that speaks of the hotline: its clause, and what follows up to another channel."""
    clause = prose.clause(name.start)
    start = max(clause.start, _previous_figure(prose, name, clause.start))
    sentence = prose.sentences[prose.sentence_at(name.start)]
    end = _other_channel(prose, name.end, sentence.end)
    if end == sentence.end:
        end = _following_sentence(prose, sentence)
    return Span(start, end)


def _previous_figure(prose: Prose, name: Span, start: int) -> int:
    ends = [n.end for n in prose.numbers_between(start, name.start) if n.kind in ("count", "percent")]
    return max(ends, default=start)


def _other_channel(prose: Prose, start: int, end: int) -> int:
    """Return where another channel or subject begins within ``[start, end)``, else `end`."""
    places = [end]
    for word in figures("hotline", "others"):
        place = prose.plain.find(word, start, end)
        if place >= 0:
            places.append(place)
    again = _NAME.search(prose.plain, start + 12, end)
    if again and re.search("[，；、]", prose.plain[start : again.start()]):
        places.append(again.start())
    return min(places)


_GOES_ON: Final = re.compile(
    r"^(?:其中|全年|共|累计|已|办结|按[时期]|直接|转|满意|群众|综合|回访|热线|诉求|工单|所有|截至|\d{4}年)"
)


def _following_sentence(prose: Prose, sentence: Span) -> int:
    """Return the end of the sentence after next to it when it goes on about the hotline, else its own end."""
    index = prose.sentence_at(sentence.start) + 1
    if index >= len(prose.sentences):
        return sentence.end
    following = prose.sentences[index]
    text = prose.plain[following.start : following.end].lstrip()
    if not _GOES_ON.match(text) or not re.search("办结|满意|工单|诉求|来电|转办|转派|答复", text):
        return sentence.end
    if any(word in text for word in figures("hotline", "others")):
        return sentence.end
    return following.end


def _fields(
    prose: Prose, scope: Span, name: Span, mentions: tuple[Mention, ...], rates: tuple[Number, ...]
) -> tuple[dict[str, int | float], bool]:
    """Return the hotline's fields stated within its scope, and whether it shares its figures with others."""
    fields: dict[str, int | float] = {}
    first = bisect_left(mentions, scope.start, key=lambda m: m.number.at)
    last = bisect_left(mentions, scope.end, key=lambda m: m.number.at)
    own = [m for m in mentions[first:last] if m.period == "year"]
    sentence = prose.sentences[prose.sentence_at(name.start)]
    following = next((m for m in mentions[first:] if m.number.at > name.start), None)
    near = following if following is not None and following.number.at < sentence.end else None
    shared = _is_shared(prose, name, own[0] if own else near)
    if not shared:
        fields |= _counts(prose, own, name)
    if not shared:
        fields |= _rates(prose, scope, rates)
        fields = _common_rates(prose, scope, rates) | fields if fields else fields
    return fields, shared


_LIST_MARK: Final = re.compile(r"^[”）\s]*(?:电话|平台|服务)?[、和及与]|^[”）\s]*等")


def _is_shared(prose: Prose, name: Span, mention: Mention | None) -> bool:
    """Return whether the hotline stands in a list of channels that share their figures."""
    if mention is None or mention.number.at < name.start:
        return False
    first = mention.number
    if any(n.kind == "count" for n in prose.numbers_between(name.end, first.at)):
        return False
    between = prose.plain[name.end : first.start]
    clause = prose.clause(name.start)
    before = prose.plain[max(clause.start, _previous_figure(prose, name, clause.start)) : name.start]
    listed = bool(_LIST_MARK.match(between)) or bool(re.search(r"[、和及与]\s?[“（\w]{0,8}$", before))
    others = any(word in before + between for word in (*figures("hotline", "others"), "平台"))
    return listed and others


def _counts(prose: Prose, own: list[Mention], name: Span) -> dict[str, int | float]:
    fields: dict[str, int | float] = {}
    late: int | float | None = None
    for mention in own:
        field = _field_of(prose, mention, name, fields)
        if field == "calls":
            late = mention.value if late is None else late
        elif field and field not in fields:
            fields[field] = mention.value
    if "received" not in fields and late is not None:
        fields["received"] = late
    if "transferred" in fields and not {"received", "answered_directly"} & set(fields):
        fields["received"] = fields.pop("transferred")  # the report of one to whom the hotline sends
    if "received" not in fields and own and not fields:
        first = own[0]
        if first.family in ("item", "event", "") and _adjoins(prose.plain[name.end : first.number.start]):
            fields["received"] = first.value
    return fields


def _adjoins(between: str) -> bool:
    """Return whether nothing but fillers stand between a hotline's name and a figure ("12345热线办件27件")."""
    for filler in sorted(figures("hotline", "filler"), key=len, reverse=True):
        between = between.replace(filler, "")
    return not between.strip()


def _field_of(prose: Prose, mention: Mention, name: Span, fields: dict[str, int | float]) -> str:
    """Return the field that a count fills: received, resolved, transferred, answered_directly, or calls."""
    if mention.family not in ("item", "event", "") or (mention.number.unit or "") in ("期", "场", "轮"):
        return ""
    start = max(mention.gap.start, name.start - 20)
    text = prose.plain[start : mention.number.start]
    text = re.split("[，；。：（]", text)[-1] or text
    tail = prose.plain[mention.tail_span.start : mention.tail_span.end]
    if not text.strip():
        text = tail
    if _says(text, "direct"):
        return "answered_directly"
    sent_to_us = any(word in text + tail for word in figures("hotline", "sent_to_us"))
    if _says(text, "transferred") and _taken_in(text):
        return "received"
    if _says(text, "transferred") and not (sent_to_us and "received" not in fields and _incoming(text)):
        return "transferred"
    if _says(text, "resolved") and not re.search("未办结|待办", text):
        return "resolved"
    if _says(text, "received_first"):
        return "received"
    if _says(text, "received_last"):
        return "calls"
    return "received" if sent_to_us and "received" not in fields else ""


def _taken_in(text: str) -> bool:
    """Return whether a verb of intake governs what was transferred ("接到转办事项")."""
    first = min((text.find(w) for w in figures("hotline", "transferred") if w in text), default=0)
    taken = [text.find(w) for w in figures("hotline", "received_first") if w in text]
    return bool(taken) and min(taken) < first and not re.search("[并后，、]", text[min(taken) : first])


def _incoming(text: str) -> bool:
    received = any(word in text for word in figures("hotline", "received_first"))
    return received or bool(re.search("我|本|来", text))


def _says(text: str, field: str) -> bool:
    return any(word in text for word in figures("hotline", field))


def _within(rates: tuple[Number, ...], start: int, end: int) -> tuple[Number, ...]:
    first = bisect_left(rates, start, key=lambda n: n.at)
    return rates[first : bisect_left(rates, end, key=lambda n: n.at)]


def _common_rates(prose: Prose, scope: Span, rates: tuple[Number, ...]) -> dict[str, int | float]:
    """Return the rates that the sentence states of all it lists ("办结率均为100%")."""
    end = prose.sentences[prose.sentence_at(scope.start)].end
    found: dict[str, int | float] = {}
    for number in _within(rates, scope.end, end):
        clause = prose.clause(number.at)
        if re.search("均|都|皆", prose.plain[clause.start : number.at]):
            found |= _rates(prose, clause, rates)
    return found


def _rates(prose: Prose, scope: Span, rates: tuple[Number, ...]) -> dict[str, int | float]:
    """Return the stated resolution rate and satisfaction as fractions, the plainest of several."""
    found: dict[str, list[tuple[int, float]]] = {"resolution_rate": [], "satisfaction": []}
    for number, label in _labelled(prose, scope, rates):
        value = round(number.value / 100, 10)
        if any(word in label for word in figures("hotline", "satisfaction")):
            found["satisfaction"].append((0, value))
        elif any(word in label for word in figures("hotline", "resolution")):
            rank = 1 if any(word in label for word in figures("hotline", "timely")) else 0
            rank = 2 if "转" in label or "派" in label else rank
            found["resolution_rate"].append((rank, value))
    return {key: min(values, key=lambda ranked: ranked[0])[1] for key, values in found.items() if values}


_RATE_NAME: Final = re.compile(r"[^，。；：（）、和及与\d%]{0,16}?(?:率|满意度)")


def _labelled(prose: Prose, scope: Span, rates: tuple[Number, ...]) -> list[tuple[Number, str]]:
    """Return the rates within a scope with the name of each."""
    pairs: list[tuple[Number, str]] = []
    own = _within(rates, scope.start, scope.end)
    place = scope.start
    index = 0
    while index < len(own):
        number = own[index]
        names = [m.group() for m in _RATE_NAME.finditer(prose.plain, place, number.start)]
        same = [number]
        while index + len(same) < len(own) and not _RATE_NAME.search(
            prose.plain, same[-1].end, own[index + len(same)].start
        ):
            same.append(own[index + len(same)])
        between = prose.plain[place : number.start]
        if len(same) == 1 or len(names) < 2:
            last = same[-1] if _rises(prose, same) else number
            shared = len(names) > 1 and re.search("均|都|皆", between)
            pairs += [(last, name) for name in (names if shared else names[-1:])]
        else:
            pairs += list(zip(same, names[-len(same) :], strict=False))
        place = same[-1].end
        index += len(same)
    return pairs


def _rises(prose: Prose, numbers: list[Number]) -> bool:
    """Return whether the last of several percentages is what the first rose or fell to."""
    if len(numbers) < 2:
        return False
    return bool(re.search("至|到", prose.plain[numbers[-2].end : numbers[-1].start]))
