"""Compose labelled paragraphs where real prose has shapes that are thin among the labelled: ``python benchmarks/compose.py``.

A template is a paragraph with marks. ``<a:words>`` is the name of the next part of list a, ``#a`` its figure, ``=a`` the
list's total (the sum of its parts), ``>a`` a total that its parts fall short of; ``#a=b`` is a part of a and the total of
b. Words in braces are drawn from the lists below. Everything is invented; the seed is fixed.
"""

from __future__ import annotations

import json
import random
import re
from typing import Any

from labelled import PARAGRAPHS

WORDS = {
    "place": "青浦滩 云台 松岭 白沙 临溪 柳河 桐江 鹿鸣 石桥 榆阳 望海 南屏 沁源湾 古塘".split(),
    "rank": "县 区 市 镇 乡 街道 管委会".split(),
    "self": "我局 本单位 我镇 我委 本局 街道 我办 区水务局 县教育局 市园林局 乡政府".split(),
    "site": "县政府门户网站 区人民政府网站 局官方网站 市政府网站 部门网站 政务网站 门户网站信息公开专栏 政府信息公开平台 政务公开网 管委会官网".split(),
    "wx": "微信公众号 “{place}发布”微信公众号 “{place}先锋”公众号 政务微信 官方微信 “{place}在线”微信订阅号 局微信公众号 微信公众平台“{place}发布”".split(),
    "wb": "政务微博 官方微博 “{place}发布”微博 新浪微博".split(),
    "new": "抖音号 今日头条号 “{place}发布”抖音号 政务新媒体 “掌上{place}”APP “{place}号”客户端 视频号".split(),
    "old": "乡镇公示栏 《{place}日报》 县电视台 政务公开栏 电子显示屏 村务公开栏 县档案馆 各级媒体 报刊、电视等传统媒体 市级以上主流媒体".split(),
    "cat": "业务动态 通知公告 政策文件 财政预决算 人事任免 重点项目 公示公告 机构职能 规划总结 政策解读 行政执法 建议提案办理 招标采购 公开年报 安全生产 社会救助 教育文化 征地拆迁 会议信息 民生信息 部门收支 政务要闻 党建信息 环境保护 就业创业 食品药品 乡村振兴 应急管理 涉企服务 双随机检查".split(),
    "end": "类 类信息 信息 情况 方面".split(),
    "put": "公开 发布 推送 刊登 更新 公布".split(),
    "act": "行政许可 行政处罚 行政强制 行政检查 行政确认 行政征收 行政裁决".split(),
    "body": "教育局 住建局 公安局 自然资源局 城管局 水利局 民政局 人社局 {place}镇 {place}乡 {place}街道办事处 卫健委 交通运输局".split(),
    "topic": "咨询类 投诉类 求助类 建议类 举报类 感谢类 其他类 市容环境 物业管理 供水供电 噪音扰民 劳动纠纷 停车管理".split(),
    "out": "予以公开 部分公开 不予公开 无法提供 不予处理 其他处理".split(),
    "ask": "当面申请 信函申请 网络申请 传真申请 电子邮件申请".split(),
    "info": "信息 政府信息 各类信息 政务信息 各类政务信息".split(),
    "tail": "进一步方便了群众查询。 没有发生泄密事件。 公开的质量和时效稳步提升。 切实保障了群众的知情权。 各项工作有序推进。".split(),
    "head": "一年来，{self}认真落实上级部署。 坚持以公开为常态。 {self}高度重视政务公开工作。 （一）主动公开情况。 1.主动公开。 围绕群众关切抓好公开。".split(),
    "month": "1月 3月 5月 上半年 前三季度 第二季度".split(),
}  # fmt: skip

C, K, B, O, F = "channel", "category", "body", "outcome", "form"  # noqa: E741
# Each entry: the paragraph, and for each of its lists what is split along which dimension.
TEMPLATES: list[tuple[str, dict[str, tuple[str, str]]]] = [
    # Channels between which one is split by category.
    ("{head}{year}年，通过<a:{site}>{put}{info}#a=b条，其中<b:{cat}{end}>#b条，<b:{cat}{end}>#b条，<b:{cat}{end}>#b条。<a:{wx}>{put}信息#a条，{tail}", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("{year}年，{self}在<a:{site}>{put}{info}#a=b条，其中<b:{cat}{end}>#b条、<b:{cat}{end}>#b条，更新<b:{cat}>#b条。做好<a:{wx}>的日常维护，全年累计推送信息#a条，阅读量达17万余次。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("{year}年，<a:{site}>发布信息#a=b条，其中，<b:{cat}{end}>#b条，<b:{cat}{end}>#b条。同时发挥新媒体作用，依托<a:{wx}>，全年发布信息#a条，关注人数1253人。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("（一）主动公开情况\n全年在<a:{site}>主动公开信息#a=b条，其中<b:{cat}>#b条，<b:{cat}>#b条，<b:{cat}>#b条，<b:其他>#b条；在<a:{wx}>发布信息#a条。\n（二）依申请公开情况\n{year}年没有收到公开申请。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("全年通过<a:{site}>公开信息#a条，通过<a:{wx}>推送信息#a=b条，其中<b:原创>#b条；通过<a:{wb}>发布信息#a条。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    # Channels told one in a sentence, with words between.
    ("一是抓好网站建设。全年<a:{site}>共发布{info}#a条，内容包括{cat}、{cat}等。二是用好新媒体。<a:{wx}>全年推送信息#a条，受到群众欢迎。三是拓展传统渠道，<a:{old}>刊播信息#a条。", {"a": ("disclosures", C)}),
    ("1.网站公开情况。{year}年，{self}在<a:{site}>累计公开{info}#a条。\n2.微信公开情况。{year}年<a:{wx}>发布#a条，<a:{wb}>发布#a条。", {"a": ("disclosures", C)}),
    ("一是通过<a:{site}>公开各类信息。{year}年公开{cat}、{cat}、{cat}等信息#a条。二是通过编印<a:政府公报>公开各类信息#a册。三是通过<a:{new}>公开各类信息#a条。四是通过<a:{old}>发布各类信息#a条。", {"a": ("disclosures", C)}),
    ("{year}年，<a:{site}>更新信息#a条，网站总浏览量达3.8亿次；<a:{wx}>推送信息#a条，粉丝量21.6万；<a:{new}>发布作品#a个。", {"a": ("disclosures", C)}),
    ("全年{self}通过<a:{site}>公开信息#a条，<a:{wx}>发布#a余条信息，浏览量2万多次，<a:{old}>公开#a条，{tail}", {"a": ("disclosures", C)}),
    ("{year}{self}全年在<a:{site}>发布信息#a条，<a:{site}>公开#a条；在中央和省市媒体集中报道防汛、绿化等工作，在<a:各级媒体>刊稿#a余篇，<a:微博抖音等媒体>公开#a条。", {"a": ("disclosures", C)}),
    ("信息发布方面，{year}年度<a:{site}>主动公开信息累计#a条，在<a:{site}>公开信息累计#a条。网站维护方面，投入3万余元对网站进行改版。", {"a": ("disclosures", C)}),
    ("全年通过<a:{site}、{old}和{old}等载体>主动公开{info}#a条，<a:{wb}>推送信息#a条、<a:{wx}>公开#a条。", {"a": ("disclosures", C)}),
    ("今年以来，警务信息挂在<a:{site}>上的有#a条，宣传则以<a:{wx}>为主，全年推出#a条，<a:{new}>同步#a条。", {"a": ("disclosures", C)}),
    ("发挥新媒体平台<a:{wx}>的作用，全年发布信息#a条；用好<a:{site}>，公开信息#a条，{tail}", {"a": ("disclosures", C)}),
    ("{self}<a:{site}>和<a:{wx}>分别发布信息#a条、#a条。", {"a": ("disclosures", C)}),
    # A total in a line or sentence before its parts.
    ("（一）信息发布情况。{year}年，累计公开{info}=a条。\n从发布渠道来看，<a:{site}>公开信息#a条，占比5.9%，<a:{wx}>公开#a条。\n从发布内容来看，主要是{cat}和{cat}。", {"a": ("disclosures", C)}),
    ("{year}年共主动公开{info}=a条。\n<a:{cat}{end}>#a条；\n<a:{cat}{end}>#a条；\n<a:{cat}{end}>#a条；\n<a:其他信息>#a条。", {"a": ("disclosures", K)}),
    ("{year}年{self}共主动公开{info}=a条，其中电子全文率达100%。\n在公开的信息中，<a:{cat}类信息>#a条，<a:{cat}类信息>#a条，<a:{cat}类信息>#a条。", {"a": ("disclosures", K)}),
    ("{self}{year}年全年主动公开信息=a=c条，其中：1.<a:{cat}{end}>#a条；2.<a:{cat}{end}>#a条；3.<a:{cat}{end}>#a条；4.<a:其他信息>#a条。\n在公开的各类信息中，借助多种渠道发布的情况：<c:{site}>公开信息#c条，<c:{wx}>公开信息#c条，<c:{old}>公开信息#c条。", {"a": ("disclosures", K), "c": ("disclosures", C)}),
    ("{year}年共受理公开申请=a=b件。从申请方式看，<a:{ask}>#a件，<a:{ask}>#a件，<a:{ask}>#a件。从办理结果看，<b:{out}>#b件，<b:{out}>#b件，<b:{out}>#b件。", {"a": ("applications", F), "b": ("applications", O)}),
    ("{year}年，全市政务网站公开各类信息=a条。<a:市政府及所属部门>公开各类信息#a条，<a:区（县）政府及所属部门>公开各类信息#a条。", {"a": ("disclosures", B)}),
    ("截至{year}年底累计主动公开信息24716条，{year}年新增=a条。新增信息中，<a:{cat}{end}>#a条、<a:{cat}{end}>#a条、<a:{cat}{end}>#a条。", {"a": ("disclosures", K)}),
    ("{self}{year}年共主动公开{info}=a条，目前总计主动公开信息3418条。\n在公开的信息中，<a:{cat}类信息>#a条，占总体的比重为8.2%；<a:{cat}类信息>#a条，占总体的比重为1.6%；<a:{cat}类信息>#a条。", {"a": ("disclosures", K)}),
    ("{head}{year}年主动公开信息>a条，其中<a:{cat}{end}>#a条。通过<b:{site}>公开信息#b条，<b:{wx}>公开信息#b条。", {"a": ("disclosures", K), "b": ("disclosures", C)}),
    ("{year}年，{self}通过门户网站及新媒体主动公开=a条，其中<a:{site}>公开#a条，<a:{wx}>公开#a条。机关网站发布<b:{cat}>#b条，<b:{cat}>#b条。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    # A part in brackets, and splits of parts.
    ("本年度，{self}在各平台共公布信息>a条，其中，<a:{site}>公布#a=b条（<b:{cat}>#b条，<b:{cat}>#b条，<b:{cat}>#b条，<b:其他>#b条）。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("全年主动公开<a:规章>#a件、<a:行政规范性文件>#a=b件（含<b:新制定>#b件，<b:修订>#b件，<b:废止>#b件），<a:其他公文>#a件。", {"a": ("disclosures", K), "b": ("disclosures", K)}),
    ("共承办<a:人大代表建议>#a=b件，其中<b:主办件>#b件、<b:协办件>#b件；<a:政协委员提案>#a=c件，其中<c:主办件>#c件、<c:会办件>#c件，全部按期办复。", {"a": ("other", K), "b": ("other", K), "c": ("other", K)}),
    ("共承接<a:人大议案>#a=b件，其中<b:主办件>>b件；<a:政协提案>#a件，办复率、满意率均为100%。".replace("#a=b件，其中<b:主办件>>b件", "#a件"), {"a": ("other", K)}),
    ("全年公开信息=a条，<a:{site}>#a=b条，其中<b:{cat}>#b条、<b:{cat}>#b条；<a:{wx}>#a条。", {"a": ("disclosures", C), "b": ("disclosures", K)}),
    ("<a:{body}>公开信息#a=b条，其中<b:网站>#b条、<b:微信>#b条；<a:{body}>公开信息#a=c条，其中<c:网站>#c条、<c:微信>#c条。", {"a": ("disclosures", B), "b": ("disclosures", C), "c": ("disclosures", C)}),
    ("答复公开申请=a件（含<b:上年度转入申请>#b件，另有5件申请转入下年度答复），均按期答复。<a:予以公开及部分公开>#a件，占32.1%；<a:不予公开>#a件；<a:无法提供>#a件；<a:其他处理>#a件。".replace("=a件（含", "=a>b件（含"), {"a": ("applications", O), "b": ("applications", K)}),
    ("主动公开信息=a条，其中<a:{cat}{end}>#a条，<a:{cat}{end}>#a条（其中1条为图解），<a:{cat}{end}>#a条。".replace("（其中1条为图解）", ""), {"a": ("disclosures", K)}),
    # Like things without a total.
    ("借助门户网站、政府公报等渠道主动公开<a:规章>#a件，<a:规范性文件>#a件，<a:其他文件>#a件，<a:人事任免文件>#a件。", {"a": ("disclosures", K)}),
    ("{year}年，{self}在网站{put}<a:{cat}信息>#a条、<a:{cat}信息>#a条，<a:{cat}等各类信息>#a条。", {"a": ("disclosures", K)}),
    ("“<a:校园动态>”栏目刊登#a条，".replace("“<a:校园动态>”", "<a:“校园动态”>") + "<a:“影像资讯”>栏目#a条，<a:“规划纲要”>栏目#a条。{tail}", {"a": ("disclosures", K)}),
    ("主动公开<a:{cat}>#a条，发布<a:{cat}>#a条，公示<a:{cat}>#a条，{tail}", {"a": ("disclosures", K)}),
    ("政策解读方面，<a:文字解读>#a篇，<a:图片解读>#a篇，<a:视频解读>#a个。", {"a": ("interpretations", F)}),
    # Outcomes.
    ("{year}年新收公开申请=a件，<a:办结>#a件，<a:结转下年度继续办理>#a件。没有因此引起的复议和诉讼。", {"a": ("applications", O)}),
    ("{year}年，共收到依申请公开办件=a件，其中，#a件均按规程限时<a:答复>，#a件<a:结转下年办理>。", {"a": ("applications", O)}),
    ("全年收到公开申请=a件，<a:办结>申请#a件，另有#a件<a:转下年继续办理>。", {"a": ("applications", O)}),
    ("答复结果中，“<a:同意公开>”#a件，".replace("“<a:同意公开>”", "<a:“同意公开”>的") + "<a:“信息不存在”>的#a件，<a:“非本机关掌握”>的#a件。", {"a": ("applications", O)}),
    ("全年受理公开申请29件，如期答复率为100%。其中：<a:{out}>#a件、<a:{out}>#a件、<a:{out}>#a件、<a:{out}>#a件。".replace("29件", "=a件"), {"a": ("applications", O)}),
    ("全年新收申请63件，上年结转4件。其中，<a:{out}>#a件，<a:{out}>#a件，<a:{out}>#a件，<a:结转下年度继续办理>#a件。", {"a": ("applications", O)}),
    ("收到申请>a件，依法受理并答复，其中#a件申请<a:进入行政诉讼程序>，{self}主动配合法院审理。", {"a": ("applications", O)}),
    # Hotlines, letters and bodies.
    ("{month}份，12345热线共受理群众诉求=a=b=c件。其中，<a:电话受理>#a件，<a:网络受理>#a件；<b:直接办理>#b件，<b:转办>#b件。<c:{topic}>#c件，占62.6%；<c:{topic}>#c件，占28.5%；<c:{topic}>#c件。", {"a": ("hotline", F), "b": ("hotline", O), "c": ("hotline", K)}),
    ("{month}，共办理热线来单=a件。<a:交办下级单位>#a件，<a:热线中心直办>#a件。来单分类：<b:{topic}>#b件、<b:{topic}>#b件、<b:{topic}>#b件。".replace("=a件", "=a=b件"), {"a": ("hotline", O), "b": ("hotline", K)}),
    ("来件量排在前三的单位：<a:{body}>#a件；<a:{body}>#a件；<a:{body}>#a件。\n来件量排在前三的乡镇：<b:{place}镇>#b件；<b:{place}乡>#b件；<b:{place}街道>#b件。", {"a": ("other", B), "b": ("other", B)}),
    ("平台受理量居前的单位为<a:{body}>（#a件）、<a:{body}>（#a件）、<a:{body}>（#a件）。", {"a": ("other", B)}),
    ("当月共超期=a件，其中<a:{body}>超期#a件，<a:{body}>超期#a件。", {"a": ("other", B)}),
    ("全年接受咨询=a人次，其中<a:现场咨询>#a人次，<a:电话咨询>#a人次，<a:网上咨询>#a人次。", {"a": ("other", F)}),
    ("通过<a:信访举报平台>与群众沟通回复共#a条、通过<a:{place}问政论坛>与群众沟通回复共#a条，及时反馈办理结果。", {"a": ("other", C)}),
    ("全年办理来件，<a:中心官网、微信>共办理#a余件，<a:县长信箱>#a件，<a:问政平台>#a件，回复率达到100%。", {"a": ("other", C)}),
    ("从事政务公开工作的人员=a人，其中<a:专职人员>#a人、<a:兼职人员>#a人。", {"a": ("other", K)}),
    # Names that hold verbs, lists, brackets and quotations, and words around them that are none of theirs.
    ("全年通过<a:{place}发布政务微博>公开信息#a条，通过<a:{place}发布政务微信>公开信息#a条，通过<a:{place}发布APP>公开信息#a条，通过<a:{old}>公开#a条。", {"a": ("disclosures", C)}),
    ("全年发布信息=a条，其中<a:网站（含转载）>#a条，<a:微信（含转载）>#a条、<a:微博（含转载）>#a条。", {"a": ("disclosures", C)}),
    ("{year}年发布信息=a条，其中在<a:{site}>上主动公开信息#a条，在<a:{old}>上公开#a条，<a:网上>公开信息#a条。", {"a": ("disclosures", C)}),
    ("全年推送信息=a条，<a:微信公众号平台“{place}发布”>#a条，<a:{old}>刊载#a条，<a:县融媒体中心>播出#a条，<a:各级媒体>见报见屏#a条。", {"a": ("disclosures", C)}),
    ("一年来，挂在<a:{site}>上的信息有#a条，经由<a:微信公众号、今日头条等新媒体>传播的有#a条，见于<a:报刊、广播电视等其他方式>的#a条。", {"a": ("disclosures", C)}),
    ("{self}利用<a:广播车、公开栏等方式>发布各类信息#a条；通过<a:大屏幕、纸质宣传品>公布便民信息#a条；在<a:新华网、{place}日报等媒体途径>刊发消息#a条。", {"a": ("disclosures", C)}),
    ("<a:办公室官网>公开信息#a条，<a:{place}先锋公众号平台>推送#a条，另在<a:{place}电视台>播发新闻#a条。", {"a": ("disclosures", C)}),
    ("{year}年主动公开信息=a条，其中<a:机构领导、科室设置及任免信息>#a条，<a:法规、规范性文件类信息>#a条，<a:水利、林业、交通类信息>#a条，<a:其他应公开信息>#a条。", {"a": ("disclosures", K)}),
    ("全年主动公开=a条，其中涉及<a:{cat}内容的信息>#a条，涉及<a:{cat}的信息>#a条，更新<a:{cat}信息>#a条，增补<a:{year}年度{cat}目录>#a条。", {"a": ("disclosures", K)}),
    ("本年度公开信息=a条，包括<a:预警信息及处置情况>#a条、<a:行政规范性文件、会议纪要及有关解读信息>共#a条，以及<a:部门消息，乡镇消息等其他信息>#a条。", {"a": ("disclosures", K)}),
    ("在公开的各类内容中，<a:公示决定处罚类>#a条；<a:公告通知类>#a条；<a:对外宣传类信息>#a条；<a:省级达标建设复核公示>#a条。", {"a": ("disclosures", K)}),
    ("{year}年门户网站发布信息=a条，<a:概况类信息>更新量#a条，<a:政务动态信息>更新量#a条，<a:信息公开目录信息>更新量#a条。", {"a": ("disclosures", K)}),
    ("共公开信息=a条，其中<a:{cat}类信息>数#a条；<a:{cat}类信息>数#a条；<a:其他类信息>数量#a条。", {"a": ("disclosures", K)}),
    ("公开<a:预算、决算及“三公”经费信息>#a条，公布<a:县政府及单位印发的规章文件>#a条，公示<a:{cat}结果>#a条。", {"a": ("disclosures", K)}),
    ("借助公报公开<a:省政府规章、行政规范性文件>等#a件，<a:厅局规范性文件>#a件，<a:文件解读>#a件。", {"a": ("disclosures", K)}),
    ("“<a:在线提问>”".replace("“<a:在线提问>”", "答复<a:“在线提问”>") + "#a条、<a:“厅长邮箱”>#a件、<a:“意见投诉”>#a件，答复率100%。", {"a": ("other", C)}),
    ("<a:按时回复>#a件、<a:下级单位超期回复>#a件；<b:县热线中心直办>#b件、<b:交办下级承办单位>#b件。".replace("<a:按时", "办理来单=a=b件，<a:按时"), {"a": ("hotline", O), "b": ("hotline", O)}),
    ("平台共受理诉求=a件，<a:直接解答>#a件，<a:转由各县区政府和市直部门办理>#a件。", {"a": ("hotline", O)}),
    ("接到举报=a件，其中<a:“12369”热线电话举报>#a件，<a:微信举报>#a件，<a:网上举报>#a件。", {"a": ("hotline", F)}),
    ("按诉求类型分，<a:反映问题类>#a件，占92.43%；<a:投诉举报类>#a件，占0.65%；<a:建议咨询类>#a件。".replace("按诉求", "共受理诉求=a件，按诉求"), {"a": ("hotline", K)}),
    ("群众诉求主要集中在<a:室内温度不达标>（#a件）、<a:延迟供暖>（#a件）、<a:管网抢修不及时>（#a件）。", {"a": ("other", K)}),
    ("主要投诉类型：关于<a:占道摆摊的投诉事项>有#a件次；关于<a:夜间施工噪音>的有#a件次；关于<a:{topic}>的有#a件次。", {"a": ("other", K)}),
    ("建议中，所提问题<a:已经解决或基本解决>的#a件；<a:正在推进或列入计划解决>的#a件；<a:供今后参考>的#a件。", {"a": ("other", O)}),
    ("其中<a:{body}>报送#a篇，<a:{body}>报送#a篇；被<b:省市媒体>采用#b篇，<b:县委、县政府>采用#b篇。", {"a": ("other", B), "b": ("other", C)}),
    ("{year}年，{self}<a:网站>受理公开申请#a件；<a:当面>受理公开申请#a件；<a:邮寄>受理公开申请#a件；<a:其他途径>受理公开申请#a件。", {"a": ("applications", F)}),
    ("收到申请=a件，<a:自然人申请>#a件，<a:法人或其他组织申请>#a件；<b:申请人主动撤销>#b件，<b:不属于本单位公开>的#b件，<b:信息不存在>的#b件。".replace("=a件", "=a=b件"), {"a": ("applications", K), "b": ("applications", O)}),
    ("全年答复申请=a件：<a:已主动公开>答复数#a件，<a:同意公开>答复数#a件，<a:告知查询办法>的#a件。".replace("答复数", "的"), {"a": ("applications", O)}),
    ("{year}年上半年公开信息#a条，".replace("{year}年上半年", "{year}年<a:上半年>") + "<a:下半年>公开信息#a条，全年公开=a条。", {"a": ("disclosures", "month")}),
    # Nothing is split here.
    ("全年共办结{act}24153件、{act}612件、{act}87件，部门决算均已按期在政务网站上公布。", {}),
    ("全年{act}决定312件、{act}决定1084件、{act}76件，均在网站公示。{tail}", {}),
    ("{year}年规范性文件制发数0件，废止数0件，现行有效数0件。", {}),
    ("目前现行有效规范性文件23件，年内废止1件，年内制发1件。", {}),
    ("全年召开新闻发布会1场，出席媒体近20家。借助《{place}日报》等媒体刊播信息297条。", {}),
    ("全年编发公报6期，登载规章、统计资料等58件。面向各级机关免费寄送。", {}),
    ("截至{year}年底累计主动公开信息共24716条，其中本年度新增主动公开信息5934条，电子全文率为100%。", {}),
    ("门户网站自2016年上线以来累计发布信息48.7万条，累计访问量突破3000万人次；其中{year}年发布3.6万条，新增专题7个。", {}),
    ("已发布6期共1832批次的抽样信息、94批次（6大类25种）质量监督检验信息。", {}),
    ("参加《市民问政厅》1期、《局长走进直播间》2期，出席新闻发布会1次，专版报道1次。", {}),
    ("收到行政复议3件，行政诉讼1件，收取信息处理费0元。", {}),
    ("收到“书记信箱”来信63条，回复63条，回复率达到100%。办理提案16件，如期办复16件。", {}),
    ("安排专职人员3名、兼职人员54名，设有受理点1个、电子阅览点1个、公共查询点1个。", {}),
    ("借助微信公众号推送信息192条，维护专题栏目14个，刊发解读材料19篇，发布《质量公告》24期。", {}),
    ("在门户网站发布招聘信息23条。设专题公开工程采购执行情况，共公开104件。在“民意征询”栏目刊登征求意见稿31条。", {}),
    ("全年制作解读稿件857条，多形式解读193次。举办培训班2期，培训320人次。", {}),
    ("综合受理系统接入47个单位1984项事项，编制清单12张，修订办事指南306项。", {}),
    ("{year}年12345热线受理诉求3017件，办结3010件，办结率99.8%，满意率98%。", {}),
    ("受理申请36件，其中按期办结36件。主动公开信息580条，比上年增加43条。", {}),
    ("官方账号发布图文16条，阅读量120万次，36条短视频播放量超1800万，粉丝突破42万。", {}),
]  # fmt: skip

_MARK = re.compile(r"<(\w):([^>]*)>|#(\w)(?:=(\w))?|((?:[=>]\w)+)")


def _drawn(text: str, chance: random.Random) -> str:
    """Return a template with words drawn for its braces, none twice."""
    used: set[str] = set()

    def draw(match: re.Match[str]) -> str:
        name = match.group(1)
        if name == "year":
            return str(year)
        options = [word for word in WORDS[name] if word not in used] or WORDS[name]
        word = chance.choice(options)
        if name not in ("end", "put", "info", "self"):
            used.add(word)
        return word

    year = chance.randint(2009, 2025)
    while re.search(r"\{(\w+)\}", text):
        text = re.sub(r"\{(\w+)\}", draw, text)
    return text


def compose(
    number: int, template: str, lists: dict[str, tuple[str, str]], chance: random.Random
) -> dict[str, Any]:
    """Return a labelled paragraph from a template."""
    text = _drawn(template, chance)
    marks = list(_MARK.finditer(text))
    size = chance.choice((9, 40, 300, 3000))
    parts = [(m.group(3), m.group(4)) for m in marks if m.group(3)]
    values: dict[int, int] = {}
    inner = {b for _, b in parts if b}
    for at, (_, splits) in enumerate(parts):
        values[at] = -1 if splits else chance.randint(1, size)
    sums: dict[str, int] = {}
    for name in sorted(lists, key=lambda name: name not in inner):
        own = [at for at, (group, _) in enumerate(parts) if group == name]
        for at in own:
            if values[at] < 0:
                values[at] = sums[str(parts[at][1])]
        sums[name] = sum(values[at] for at in own)
    _share_totals(text, parts, values, sums, chance)
    short = {m[1] for mark in marks if mark.group(5) for m in re.finditer(r">(\w)", mark.group(5))}
    for name in short:
        sums[name] += (
            0
            if "=" in "".join(mark.group(5) or "" for mark in marks if name in (mark.group(5) or ""))
            else chance.randint(1, size)
        )
    for mark in marks:  # a total that is shared and fallen short of is the other list's sum
        if mark.group(5) and ">" in mark.group(5) and "=" in mark.group(5):
            full = re.findall(r"=(\w)", mark.group(5))[0]
            sums |= dict.fromkeys(re.findall(r">(\w)", mark.group(5)), sums[full])
    return _written(number, text, lists, values, sums)


def _share_totals(
    text: str,
    parts: list[tuple[str, str | None]],
    values: dict[int, int],
    sums: dict[str, int],
    chance: random.Random,
) -> None:
    """Let lists that split one total add up to it."""
    for mark in re.finditer(r"(?:=\w){2,}", text):
        names = mark.group().replace("=", "")
        most = max(sums[name] for name in names)
        for name in names:
            last = max(at for at, (group, _) in enumerate(parts) if group == name)
            values[last] += most - sums[name]
            sums[name] = most
    del chance


def _written(
    number: int, text: str, lists: dict[str, tuple[str, str]], values: dict[int, int], sums: dict[str, int]
) -> dict[str, Any]:
    labels: dict[str, list[str]] = {name: [] for name in lists}
    figures: dict[str, list[int]] = {name: [] for name in lists}
    totals: dict[str, int | None] = dict.fromkeys(lists)
    count = -1

    def write(mark: re.Match[str]) -> str:
        nonlocal count
        if mark.group(1):
            labels[mark.group(1)].append(mark.group(2))
            return mark.group(2)
        if mark.group(3):
            count += 1
            figures[mark.group(3)].append(values[count])
            if mark.group(4):
                totals[mark.group(4)] = values[count]
            return str(values[count])
        names = re.findall(r"\w", mark.group(5))
        totals.update({name: sums[name] for name in names})
        return str(sums[names[0]])

    written = _MARK.sub(write, text)
    breakdowns = [
        {
            "of": of,
            "dimension": dimension,
            "total": totals[name],
            "parts": [
                {"label": label, "kind": None, "value": value}
                for label, value in zip(labels[name], figures[name], strict=True)
            ],
            "sums": None if totals[name] is None else totals[name] == sum(figures[name]),
        }
        for name, (of, dimension) in lists.items()
    ]
    year = re.search(r"20[012]\d(?=年)", written)
    return {
        "id": f"o{number:03}",
        "text": written,
        "year": int(year.group()) if year else 2020,
        "breakdowns": breakdowns,
        "hotline": None,
        "quantities": [],
        "shape": "composed here",
    }


def main() -> None:
    """Write the composed paragraphs."""
    chance = random.Random(7)
    cases = []
    for template, lists in TEMPLATES:
        for _ in range(4 if lists else 3):
            cases.append(compose(len(cases), template, lists, chance))
    lines = [json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases]
    (PARAGRAPHS / "own.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(cases), "paragraphs")


if __name__ == "__main__":
    main()
