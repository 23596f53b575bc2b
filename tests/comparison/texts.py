"""Composed prose in the manner of the reports, and known edits to it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import NamedTuple

from gkstats.documents.model import Anchor, Line, Paragraph
from gkstats.records import Fact, Identity, Narrative, Records, Section

EARLIER = """
本报告根据《中华人民共和国政府信息公开条例》和上级通知要求，由云岭县人民政府办公室汇总各乡镇、各部门情况编制。
报告所列数据的统计期限为2019年1月1日至2019年12月31日。
报告电子版可在云岭县人民政府门户网站下载，如有疑问请与县政府办公室政务公开股联系。
2019年，全县各级行政机关把政务公开作为转变作风的抓手，公开内容更加完整，公开渠道更加通畅。
全年主动公开政府信息3521条，其中门户网站2210条，政务微信1015条，政府公报296条。
公开县政府及办公室规范性文件42件，废止8件，现行有效文件均已在专栏集中展示。
围绕减税降费、稳岗就业、教育医疗等民生关切，发布解读材料57篇，其中图解31篇、视频12篇。
举办新闻发布会9场，主要负责人出席3场，回答记者提问46个。
县财政局公开了118家预算单位的部门预算和“三公”经费，公开率达到100%。
扶贫资金、低保、临时救助等信息按月在村务公开栏张贴，并同步推送到户。
食品抽检结果每两周公布一次，全年公布26期，涉及样品1340批次。
重大建设项目从批准到竣工验收的信息在投资项目平台全过程公开。
县自然资源局及时公布征地公告、补偿安置方案和听证结果，共计38件。
学校招生计划、学区划分和录取名单在开学前三十天向社会公布。
办事指南逐项标注了材料清单、办理时限和咨询电话，群众少跑了冤枉路。
县政府常务会议邀请利益相关方、公众代表列席12人次，会议议题会后三日内公开。
全年收到政府信息公开申请64件，上年结转2件，均已在法定期限内答复。
申请内容主要集中在土地征收、房屋拆迁、工资社保和村级账目四个方面。
对申请内容不明确的，工作人员主动打电话与申请人沟通，引导其补正。
答复文书统一使用规范格式，并由司法局逐件审核后送达。
涉及多个部门的申请实行会商制度，由牵头单位汇总意见后统一答复。
因政府信息公开引起的行政复议5件，其中维持4件、纠正1件。
提起行政诉讼2件，法院均驳回了原告的诉讼请求。
没有因申请公开政府信息向任何人收取费用。
修订了政府信息公开指南和目录，把依据、时限、方式逐条写清楚。
建立信息发布“三审三校”台账，谁起草、谁审核、谁签发一目了然。
对历年文件开展清理，将失效文件标注后移入历史文件库。
公文起草时同步确定公开属性，不予公开的说明理由并报办公室备案。
涉密信息一律不上网，全年未发生失泄密事件。
文件公开后及时移交县档案馆和图书馆，方便群众就近查阅。
门户网站完成适老化改造，新增大字版、语音播报和一键求助。
撤并僵尸栏目17个，栏目总数由203个减少到186个。
政务新媒体实行备案管理，关停长期不更新的账号11个，保留24个。
在政务服务大厅设立公开专区，配备自助查询机4台、宣传折页2000份。
网站搜索增加拼音纠错和同义词提示，检索结果按相关度排序。
市民热线全年受理诉求18230件，办结18105件，满意率为96.4%。
县长信箱收到来信512封，回复率100%，平均用时三个工作日。
互动交流栏目开展在线访谈14期，网民留言逐条作答。
成立由常务副县长任组长的领导小组，县直单位和乡镇均明确了一名分管领导。
把政务公开列入年度绩效考核，分值权重为4%。
每季度通报一次各单位栏目更新情况，对排名靠后的约谈负责人。
举办业务培训班3期，培训信息员260人次。
聘请社会监督员20名，听取意见建议35条，采纳28条。
委托第三方机构对政务公开开展评估，评估结果作为改进工作的依据。
全年没有单位和个人因政务公开工作被追究责任。
一些单位对公开工作重视不够，存在重业务轻公开的倾向。
政策解读形式比较单一，照搬原文的多，讲清来龙去脉的少。
基层工作人员更换频繁，对条例和答复规范掌握得不牢。
部分栏目更新不及时，个别信息存在错别字和失效链接。
依申请公开的会商机制运转不畅，跨部门协调耗时偏长。
下一步，将组织各单位逐条对照条例开展自查，补齐短板。
推行解读方案与文件同步起草、同步审批、同步发布。
编印答复案例汇编，发到每一位经办人员手中。
安排专人每日巡查网站，发现问题当天交办、次日反馈。
加强与司法、信访部门的会商，缩短疑难申请的办理周期。
除以上情况外，本年度没有其他需要报告的事项。
县教育局公开信息204条，其中招生入学类88条，经费收支类31条。
县民政局公开信息173条，其中社会救助类96条，养老服务类40条。
县住建局公开信息266条，其中保障住房类120条，工程质量类75条。
县交通局公开信息151条，其中农村公路类63条，运输服务类44条。
县卫健局公开信息309条，其中疾病预防类142条，医疗服务类81条。
白石镇公开信息85条，答复申请3件。
青溪镇公开信息92条，答复申请1件。
柳林乡公开信息77条，没有收到申请。
网站公开2210条。
微信公开1015条。
公报刊登296条。
（一）主动公开。
（二）依申请公开。
（三）监督保障。
""".strip().split("\n")

NEW = """
全县上下以主题教育为契机，着力解决企业群众反映强烈的信息获取难题。
率先在全市开通“政策计算器”，企业输入条件即可匹配可享受的补贴。
疫情防控期间每日通报病例、隔离点和物资供应情况，累计发布公告410期。
十五个领域的标准目录全部编制完成，并嵌入各单位门户。
在村级便民服务站推广“屏对屏”帮办，老年人不出村就能问政策。
开设优化营商环境专题，集中展示改革举措和典型案例。
首次以漫画、方言短剧讲解医保报销，播放量突破六十万次。
生态环境部门实时公布空气质量、水质断面和排污许可数据。
殡葬服务价格、供水供电收费标准统一制作成明白卡上墙。
公共企事业单位信息公开纳入统一监管，明确了主管部门职责。
招标采购意向提前三十日挂网，保证金退还进度可以查询。
对重复、反复提出的申请，依法启动收费机制，共发出通知2份。
引入电子签章，答复书可在线送达并留痕。
聘任两名律师驻点审核复杂答复，降低败诉风险。
办公室与法院召开联席会，梳理近三年败诉案例的共性原因。
开展个人隐私信息专项排查，屏蔽身份证号、银行账号980处。
行政规范性文件实行统一编号、统一登记、统一印发。
数据开放平台上线数据集73个，支持机器可读格式下载。
网站迁移至省级集约化平台，实现同源管理、一体防护。
智能机器人全天候应答，准确率由七成提升到九成。
短视频账号粉丝增长4.2万，单条最高点赞8万。
打造户外大屏、公交站牌等线下阵地，覆盖全部十二个乡镇。
设立“政府开放日”，邀请学生、企业家走进应急指挥中心。
组织乡镇交叉检查，查出问题清单并限期销号。
将公开要求写入新录用公务员初任培训必修课。
对群众评价为差评的事项实行回访，整改情况公开承诺。
个别部门把公开当成年底补课，日常发布断档。
数据口径不一，同一指标在不同报告里前后矛盾。
乡村两级力量薄弱，专职人员多由文书兼任。
今后将建立口径统一的统计台账，按月核对、按季复盘。
计划引进校对软件，把错敏词拦截在发布之前。
明年拟选派骨干到省厅跟班学习，回来再培训本单位同事。
""".strip().split("\n")

SYNONYMS = {
    "及时": "第一时间", "群众": "人民群众", "公布": "发布", "统一": "集中", "全年": "本年度", "单位": "部门", "逐条": "逐项",
    "同步": "一并", "方便": "便于", "加强": "强化", "开展": "组织", "主要": "大多", "建立": "健全", "对": "针对", "和": "以及",
}  # fmt: skip
CLAUSES = ("取得明显成效", "受到群众好评", "较上年有所提高", "做到应公开尽公开", "确保落到实处")
STATUSES = ("copied", "edited", "new", "dropped")


class Case(NamedTuple):
    """Two texts, what became of every later sentence, and which earlier ones were dropped."""

    earlier: list[str]
    later: list[tuple[str, str, str | None]]
    """Sentence, status, counterpart."""
    dropped: set[str]


def next_year(text: str, chance: random.Random) -> str:
    """Change every figure, years by one."""

    def changed(figure: re.Match[str]) -> str:
        if figure[0] == "2019":
            return "2020"
        return f"{float(figure[0]) * 1.3 + chance.randint(1, 99):.{1 if figure[1] else 0}f}"

    return re.sub(r"\d+(\.\d+)?", changed, text)


def edited(text: str, chance: random.Random) -> str:
    """Change figures, words, clauses and their order, one to three times; a heading stays."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(_ways(text))(text, chance)
    return text


def _ways(text: str) -> list[Callable[[str, random.Random], str]]:
    """Return the edits that change `text`."""
    ways: list[Callable[[str, random.Random], str]] = []
    if not text.startswith("（"):
        ways.append(lambda t, c: re.sub("[。；]$", f"，{c.choice(CLAUSES)}。", t))
    if re.search(r"\d", text):
        ways += [next_year] * 3
    if any(word in text for word in SYNONYMS):
        ways += [_other_word] * 2
    if text.count("，") > 1:
        ways += [lambda t, _: t.rpartition("，")[0] + "。", _other_order]
    return ways or [lambda t, _: t]


def _other_word(text: str, chance: random.Random) -> str:
    word = chance.choice([word for word in SYNONYMS if word in text])
    return text.replace(word, SYNONYMS[word], 1)


def _other_order(text: str, _: random.Random) -> str:
    first, second, *rest = text.rstrip("。").split("，")
    return "，".join([second, first, *rest]) + "。"


def random_case(seed: int) -> Case:
    """Some sentences of a year, and the next year's with known edits, in mostly the same order."""
    chance = random.Random(seed)
    earlier = [text for text in EARLIER if chance.random() < 0.85]
    fresh = chance.sample(NEW, k=chance.randint(4, len(NEW)))
    later: list[tuple[str, str, str | None]] = []
    dropped = set()
    for text in earlier:
        fate = chance.random()
        if fate < 0.4:
            later.append((text, "copied", text))
        elif fate < 0.75:
            changed = edited(text, chance)
            later.append((changed, "copied" if changed == text else "edited", text))
        else:
            dropped.add(text)
    for text in fresh:
        later.insert(chance.randrange(len(later) + 1), (text, "new", None))
    if chance.random() < 0.3:
        first = chance.randrange(len(later) - 3)
        later[first : first + 3] = reversed(later[first : first + 3])
    return Case(earlier, later, dropped)


def section(number: int, title: str, *paragraphs: str) -> Section:
    return Section(
        number, title, tuple(Paragraph(text, (Line(text, Anchor()),), (0,)) for text in paragraphs), None
    )


def records(
    *sections: Section,
    year: int = 2020,
    agency: str = "云岭县人民政府",
    forms: tuple[str, ...] = ("national-2021",),
    facts: tuple[Fact, ...] = (),
) -> Records:
    identity = Identity(agency, year, None, f"{agency}{year}年政府信息公开工作年度报告", None)
    return Records(
        "report.txt", "text", None, identity, forms[0] if forms else None, forms, facts, sections, Narrative()
    )


def cell(
    table: str,
    row: str,
    column: str,
    value: float | None,
    unit: str | None = "件",
    printed: str | None = None,
) -> Fact:
    shown = printed if printed is not None else "" if value is None else str(value)
    return Fact(table, row, column, value, unit, shown, "blank" if value is None else "number", "", Anchor())
