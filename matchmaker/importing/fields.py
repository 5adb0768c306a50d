"""What the columns of patents and of needs are called in the sheets that centres receive.

The headings are those of incoPat, PatSnap, the 35-column research dump, the old SIPO export and the sheets of
universities, with the English keys of JSON files. The best source of a value comes first.
"""

from matchmaker.errors import N_
from matchmaker.importing.headings import Field, fold_heading

PATENT_FIELDS = (
    Field(
        "title",
        N_("Title"),
        (
            "专利名称",
            "标题(中文)",
            "标题",
            "名称",
            "发明名称",
            "专利标题",
            "授权名称",
            "成果名称",
            "标题(译)(简体中文)",
        ),
        required=True,
    ),
    Field(
        "application_number",
        N_("Application number"),
        (
            "申请号",
            "专利申请号",
            "申请号/专利号",
            "专利号/申请号",
            "专利号(申请号)",
            "申请号(专利号)",
            "专利号",
            "patent number",
        ),
        required=True,
        unless=("publication_number", "grant_number", "source_key"),
        is_number=True,
    ),
    Field(
        "publication_number",
        N_("Publication number"),
        ("公开(公告)号", "公开公告号", "公开号", "publication numbers"),
        is_number=True,
        also="grant_number",
    ),
    Field(
        "grant_number",
        N_("Number of the grant"),
        ("授权公告号", "公告号", "授权号", "grant publication number"),
        is_number=True,
    ),
    Field(
        "source_key",
        N_("Own identifier"),
        ("id", "专利ID", "专利编号", "成果编号", "编号"),
        is_number=True,
    ),
    Field(
        "abstract",
        N_("Abstract"),
        ("摘要(中文)", "摘要", "摘要文本", "专利摘要", "申请摘要", "摘要(译)(简体中文)"),
    ),
    Field(
        "claims",
        N_("First claim"),
        (
            "首项权利要求",
            "主权项",
            "主权项内容",
            "主权利要求",
            "独立权利要求",
            "权利要求",
            "权利要求书",
            "claim",
        ),
    ),
    Field(
        "applicants",
        N_("Applicants"),
        (
            "申请人",
            "申请(专利权)人",
            "专利权人",
            "原始申请(专利权)人",
            "当前申请(专利权)人",
            "当前权利人",
            "标准化申请人",
            "第一申请人",
            "assignee",
            "assignees",
            "applicant",
        ),
    ),
    Field(
        "inventors",
        N_("Inventors"),
        (
            "发明人",
            "发明(设计)人",
            "发明人/设计人",
            "设计人",
            "发明人姓名",
            "当前发明人名称",
            "第一发明人",
            "inventor",
        ),
    ),
    Field("department", N_("Department"), ("学院", "所属学院", "所在学院", "院系", "二级单位", "college")),
    Field("patent_type", N_("Type of patent"), ("专利类型", "专利类别", "类型", "公开类型", "type")),
    Field("main_ipc", N_("Main IPC code"), ("IPC主分类号", "IPC主分类", "主分类号")),
    Field("ipc", N_("IPC codes"), ("IPC分类号", "IPC", "分类号", "IPC分类", "ipc codes", "ipc subclasses")),
    Field("filed_on", N_("Filed on"), ("申请日", "申请日期", "申请时间", "filing date", "application date")),
    Field(
        "published_on",
        N_("Published on"),
        ("公开(公告)日", "公开公告日", "公开日", "公开日期", "公告日", "publication date"),
    ),
    Field(
        "granted_on",
        N_("Granted on"),
        ("授权公告日", "授权日", "授权日期", "授权时间", "颁证日", "grant date"),
    ),
    Field("legal_status", N_("Legal status"), ("当前法律状态", "法律状态", "法律状态/事件", "专利状态")),
    Field("simple_status", N_("In force or not"), ("简单法律状态", "专利有效性", "有效性", "status")),
    Field(
        "readiness",
        N_("Technology readiness"),
        ("技术成熟度", "成熟度", "技术就绪度", "技术成熟度等级", "trl"),
    ),
    Field(
        "family",
        N_("Family"),
        ("简单同族", "简单同族专利", "同族专利", "同族", "扩展同族", "INPADOC同族", "INPADOC同族专利"),
    ),
    Field(
        "family_size",
        N_("Size of the family"),
        (
            "同族数量",
            "简单同族数量",
            "简单同族个数",
            "简单同族专利申请数量",
            "Patsnap同族专利申请数量",
            "扩展同族个数",
            "INPADOC同族数量",
            "INPADOC同族专利申请数量",
            "同族数",
            "同族专利数量",
        ),
    ),
    Field("cites", N_("Cites"), ("引证专利", "引用专利", "引证文献", "cited patents")),
    Field("cited_by", N_("Cited by"), ("被引证专利", "被引用专利", "citing patents")),
    Field(
        "cited_times",
        N_("Times cited"),
        ("被引证次数", "被引用专利数量", "被引用次数", "被引次数", "被引证数", "被引频次"),
    ),
    Field(
        "claim_count",
        N_("Number of claims"),
        ("权利要求数量", "权利要求数", "权利要求项数", "number of claims"),
    ),
)

NEED_FIELDS = (
    Field("need_id", N_("Number of the need"), ("需求编号", "编号", "id")),
    Field(
        "title",
        N_("Title"),
        ("需求名称", "技术需求名称", "需求标题", "标题", "技术难题名称", "名称"),
        required=True,
        unless=("content",),
    ),
    Field(
        "content",
        N_("Content"),
        (
            "需求内容",
            "技术需求内容",
            "需求描述",
            "技术需求描述",
            "需求详情",
            "需求简介",
            "技术难题描述",
            "内容",
            "description",
        ),
    ),
    Field("company", N_("Company"), ("企业名称", "单位名称", "需求单位", "公司名称", "需求方", "企业")),
    Field("region", N_("Region"), ("地区", "所在地区", "所属地区", "所在地", "区域")),
    Field("industry", N_("Industry"), ("行业", "所属行业", "所属领域", "技术领域", "产业领域", "领域")),
    Field(
        "budget_cny",
        N_("Budget"),
        (
            "预算",
            "预算(元)",
            "预算(万元)",
            "项目预算(万元)",
            "投入预算(万元)",
            "拟投入资金(万元)",
            "计划投入(万元)",
            "资金投入(万元)",
            "资金投入",
            "budget",
        ),
    ),
    Field(
        "deadline",
        N_("Deadline"),
        ("完成时限", "截止日期", "截止时间", "需求截止日期", "完成时间", "期望完成时间"),
    ),
    Field("goal", N_("Technical goal"), ("技术目标", "预期目标", "研发目标", "拟达到目标", "目标")),
    Field(
        "targets",
        N_("Targets, in figures"),
        ("考核指标", "技术指标", "主要技术指标", "指标要求", "预期指标", "性能指标"),
    ),
    Field(
        "tried",
        N_("Situation today, and what was tried"),
        ("现状与已尝试方案", "现状", "现有基础", "现有工作基础", "工作基础", "已尝试方案", "存在问题"),
    ),
    Field("ownership", N_("Ownership of the result"), ("产权归属", "知识产权归属", "成果归属", "权属要求")),
    Field("cooperation", N_("How to work together"), ("合作方式", "合作形式", "拟合作方式", "解决方式")),
    Field(
        "conditions",
        N_("What the solver must bring"),
        ("对承接方的条件", "承接方条件", "对合作方要求", "合作方要求", "申报条件", "揭榜条件"),
    ),
    Field("secrecy", N_("Secrecy"), ("保密级别", "保密要求", "公开程度", "是否公开")),
    Field("contact", N_("Contact"), ("联系人", "联系方式", "联系人及电话", "联系电话", "联系人电话")),
)

KNOWN_HEADINGS = frozenset(
    fold_heading(heading)
    for field in (*PATENT_FIELDS, *NEED_FIELDS)
    for heading in (*field.headings, field.name)
)
"""Every heading of either kind, folded: what makes a row look like headings."""
