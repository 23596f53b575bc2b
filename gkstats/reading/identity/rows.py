"""Rows of metadata: a label and what stands behind it, on its line or on the next."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

from gkstats.reading.identity.passages import Passage
from gkstats.reading.identity.words import words

__all__ = ["label_pattern", "rows_in"]

_LINES: Final = ("around", "line", "end")
_VALUE: Final = re.compile(r"[^\s，,。；;|]{2,60}")
_LONGEST_LABEL: Final = 2
"""Characters beside a label that still make it a line of its own: marks, a colon."""


@functools.lru_cache(maxsize=64)
def label_pattern(labels: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds any of these labels in levelled text, behind no other word of Chinese."""
    ordered = sorted(labels, key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, ordered))})[】\]]?[:：]?")


@functools.cache
def _all_labels() -> re.Pattern[str]:
    known = words()
    labels = [label for key in ("publisher", "source") for label in known.rows[key]]
    labels += [label for one in known.dates for label in one.labels]
    return re.compile("|".join(map(re.escape, sorted({*labels, *_OTHERS}, key=len, reverse=True))))


_OTHERS: Final = (
    "浏览", "访问", "点击", "阅读", "字体", "字号", "文字大小", "责任编辑", "编辑", "审核", "索引号", "文号", "主题", "名称", "标题", "分类", "有效性", "时效",
    "打印", "关闭", "分享", "保护视力", "选择阅读", "体裁", "公开方式", "公开范围", "关键词", "生效日期", "失效日期", "废止日期", "有效期", "发文字号", "备注",
    "内容概述", "【", "[",
)  # fmt: skip


def rows_in(passages: Sequence[Passage], labels: tuple[str, ...]) -> Iterator[tuple[Passage, int, int]]:
    """Yield the values behind labels, as spans of the plain text of the passages in which they stand."""
    pattern = label_pattern(labels)
    lines = [passage for passage in passages if passage.kind in _LINES]
    for k, passage in enumerate(lines):
        text = passage.plain
        for match in pattern.finditer(text):
            end = match.end()
            marked = text[end - 1] in ":："
            if end == len(text):
                following = lines[k + 1] if k + 1 < len(lines) else None
                if (
                    match.start() <= _LONGEST_LABEL
                    and following is not None
                    and following.kind == passage.kind
                ):
                    yield following, 0, len(following.plain)
            elif marked:
                stop = _all_labels().search(text, end)
                yield passage, end, stop.start() if stop else len(text)
