"""Time the comparison of two texts of growing length: ``python benchmarks/comparison.py``.

Of the later text's sentences a third are copies, a third have other figures and an added clause, a third are new.
The time for a sentence should stay about the same from line to line.
"""

from __future__ import annotations

import random
import time

from gkstats.comparison.matching import match
from gkstats.comparison.sentences import read_sentences
from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.records import Section

WORDS = [
    "公开",
    "信息",
    "条",
    "网站",
    "微信",
    "及时",
    "答复",
    "申请",
    "群众",
    "解读",
    "政策",
    "会议",
    "乡镇",
    "部门",
    "培训",
    "监督",
    "文件",
    "清理",
    "栏目",
    "更新",
    "平台",
    "审核",
    "制度",
    "考核",
    "评估",
    "财政",
    "预算",
    "教育",
    "医疗",
    "就业",
    "环境",
    "项目",
    "审批",
    "目录",
    "指南",
    "复议",
    "诉讼",
    "热线",
    "留言",
    "办结",
    "保密",
    "档案",
    "图解",
    "发布",
    "回应",
    "关切",
    "机制",
    "责任",
]


def sentence(chance: random.Random) -> str:
    """Return twenty-odd characters of words, with a figure."""
    words = chance.choices(WORDS, k=chance.randint(8, 20))
    words.insert(chance.randrange(len(words)), str(chance.randint(1, 9999)))
    return "".join(words) + "。"


def main() -> None:
    """Print sentences, seconds and microseconds a sentence."""
    for size in (250, 500, 1000, 2000, 4000, 8000):
        chance = random.Random(size)
        earlier = [sentence(chance) for _ in range(size)]
        edited = [text.replace("1", "7").removesuffix("。") + "，成效明显。" for text in earlier[: size // 3]]
        later = [*edited, *earlier[size // 3 : 2 * size // 3], *(sentence(chance) for _ in range(size // 3))]
        start = time.perf_counter()
        matches, _ = match(_read(earlier), _read(later))
        seconds = time.perf_counter() - start
        print(
            f"{size:>6} sentences {seconds:7.3f} s {seconds / size * 1e6:7.0f} us each, {len(matches)} matched"
        )


def _read(texts: list[str]) -> list:  # type: ignore[type-arg]
    paragraphs = tuple(Paragraph(text, (Line(text, Anchor()),), (0,)) for text in texts)
    return read_sentences([Section(1, "", paragraphs, None)])


if __name__ == "__main__":
    main()
