"""Sections that agencies take over from others: how many of those planted are found, how many that are none, how long it takes.

    python -m benchmarks.copies 20000

Reports are synthetic; every one gets a section of its own making, and one in ten that of another agency: with other
figures and names, sentences reworded, dropped, added and moved. Nothing of it is typeset, so that finding is all that is timed.
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import gkstats as gk
from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.keeping import Loaded
from gkstats.records import Identity, Narrative, Records, Section
from gkstats.synthetic import SyntheticReport, synthetic_report

SHARE = 0.1
"""How many of the reports hold a copied section."""
WHO = "各科室 各镇街 分管领导 经办人员 信息员 保密机构 法制机构 窗口人员 各村社区 基层站所 牵头单位 责任单位 联络员 档案室 技术公司".split()
HOW = "按月 逐件 定期 及时 分类 统一 书面 现场 集中 主动 从严 逐级 会同有关方面 在规定时限内 依托平台 结合实际".split()
DOES = "核对 归集 更新 公布 清理 审查 登记 转办 回访 汇编 抽查 通报 解读 备案 修订 移交 整理 督促 复核 梳理".split()
WHAT = """权责清单 办事指南 财政预决算 征地批文 招标公告 检查结果 会议纪要 惠企政策 学位信息 救助名单 应急预案 环评批复 药品抽检结果 拆迁补偿标准
收费目录 人事任免 规划草案 审计整改情况 热线工单 栏目设置 政策问答 统计公报 建议提案答复 行政处罚决定 普法材料 公交线路调整 停水停电通知""".split()
SO = "减少了重复咨询 缩短了答复时间 便于群众查找 压实了工作责任 避免了表述不一 补上了历史缺口 提高了网页可读性 得到企业认可 纳入年度考评".split()
YET = "人手偏紧 口径不一 更新滞后 培训偏少 检索不便 解读形式单一 历史文件未转为文本 部分栏目内容重叠 答复用语过于笼统".split()


class Planted(NamedTuple):
    """Reports, and which of them hold one passage: keys of documents by number of the passage."""

    loaded: list[Loaded]
    copies: dict[int, list[str]]


def planted(count: int, seed: int = 0, share: float = SHARE) -> Planted:
    """Return reports with passages, some of them copied from reports of other agencies."""
    chance = random.Random(f"{seed}/copies")
    passages: list[list[str]] = []
    loaded, copies = [], defaultdict(list)
    owners: list[str] = []
    for index in range(count):
        report = synthetic_report(seed, index)
        origin = chance.randrange(len(passages)) if passages and chance.random() < share else None
        if origin is not None and owners[origin] != report.agency:
            sentences = list(changed(passages[origin], chance))
        else:
            origin = len(passages)
            sentences = [sentence(chance) for _ in range(chance.randint(8, 16))]
            passages.append(sentences)
            owners.append(report.agency)
        text = "".join(sentences).replace("{n}", str(chance.randint(3, 900))).replace("{a}", report.agency)
        digest = f"{index:064x}"
        loaded.append(Loaded(records(report, text), 0.0, f"{index:012x}{digest[12:]}"))
        copies[origin].append(f"{index:012x}")
    return Planted(loaded, {number: keys for number, keys in copies.items() if len(keys) > 1})


def sentence(chance: random.Random) -> str:
    """Return a sentence that no other passage is likely to hold."""
    pick = chance.choice
    return pick(
        (
            f"{pick(WHO)}{pick(HOW)}{pick(DOES)}{pick(WHAT)}和{pick(WHAT)}，共计{{n}}件，{pick(SO)}。",
            f"{{a}}把{pick(WHAT)}交由{pick(WHO)}{pick(DOES)}，{pick(HOW)}{pick(DOES)}，{pick(SO)}。",
            f"针对{pick(YET)}的情况，{pick(WHO)}{pick(HOW)}{pick(DOES)}{pick(WHAT)}，今年已办{{n}}项。",
            f"仍然存在{pick(YET)}、{pick(YET)}等不足，主要原因是{pick(WHO)}未能{pick(HOW)}{pick(DOES)}{pick(WHAT)}。",
        )
    )


def changed(passage: list[str], chance: random.Random) -> Iterator[str]:
    """Yield the sentences of a passage as one who takes it over leaves them."""
    kept = [one for one in passage if chance.random() > 0.06]
    if chance.random() < 0.3 and len(kept) > 2:
        kept.append(kept.pop(chance.randrange(len(kept))))
    for one in kept:
        if chance.random() < 0.1:  # a clause reworded
            clauses = one.split("，")
            clauses[chance.randrange(len(clauses))] = sentence(chance).split("，")[0].rstrip("。")
            one = "，".join(clauses).rstrip("。") + "。"
        yield one
        if chance.random() < 0.05:
            yield sentence(chance)


def records(report: SyntheticReport, passage: str) -> Records:
    """Return what reading a report would yield, as far as prose goes, with a passage in its fifth section."""
    sections: list[tuple[str, list[str]]] = [("", [])]
    for block in report.content.blocks:
        text = getattr(block, "text", None)
        if text and getattr(block, "role", "") == "heading":
            sections.append((text, []))
        elif text:
            sections[-1][1].append(text)
    sections[-2 if len(sections) > 2 else -1][1].append(passage)
    made = tuple(
        Section(number, title, tuple(Paragraph(text, (Line(text, Anchor()),), (0,)) for text in texts), None)
        for number, (title, texts) in enumerate(sections)
    )
    identity = Identity(report.agency, report.year, None, None, report.content.published)
    return Records(report.name, "text", None, identity, report.form, (report.form,), (), made, Narrative())


class Found(NamedTuple):
    """Pairs of documents: in one cluster, with one passage in truth, and both."""

    joined: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        """Share of the pairs in one cluster that hold one passage."""
        return self.both / self.joined if self.joined else 1.0

    @property
    def recall(self) -> float:
        """Share of the pairs with one passage that are in one cluster."""
        return self.both / self.true


def measured(truth: Planted, corpus: gk.Corpus) -> Found:
    """Count pairs: a document of each passage with every other of it, and of each cluster."""
    true = {pair for keys in truth.copies.values() for pair in _pairs(keys)}
    joined = {
        pair for _, rows in corpus.copies().groupby("cluster") for pair in _pairs(rows["document"].tolist())
    }
    return Found(len(joined), len(true), len(joined & true))


def _pairs(keys: list[str]) -> Iterator[tuple[str, str]]:
    ordered = sorted(set(keys))
    return ((one, other) for place, one in enumerate(ordered) for other in ordered[place + 1 :])


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dataset", metavar="DIR", help="write the reports there, and read them from there")
    chosen = parser.parse_args()
    truth = planted(chosen.reports, chosen.seed)
    corpus = gk.Corpus(truth.loaded)
    if chosen.dataset:
        corpus.to_parquet(chosen.dataset)
        truth.loaded.clear()
        corpus = gk.Corpus.read_parquet(chosen.dataset)
    len(corpus.counted)  # which edition counts is not what is timed
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = measured(truth, corpus)
    seconds = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{chosen.reports:,} reports, {len(truth.copies):,} passages that several hold: recall {found.recall:.4f}, "
        f"precision {found.precision:.4f}; {seconds:.1f} s of processor time, {grown:.0f} MB more"
    )


if __name__ == "__main__":
    main()
