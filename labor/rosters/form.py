"""名册 as columns (§3 of the rules): one row a person, real names and full numbers."""

from documents.workbooks import Column, Form, Kind
from labor.models import Category, Relation

RELATIONS = {"劳务": Relation.SERVICE, "劳动合同": Relation.LABOR}

ROSTER = Form(
    key="roster",
    title="名册",
    columns=[
        Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
        Column(key="name", heading="姓名", kind=Kind.NAME, required=True, required_kind="name_missing", width=10),
        Column(key="sex", heading="性别", choices=("男", "女"), width=6, note="可不填，系统按身份证号判断；填了就核对"),
        Column(
            key="id_number", heading="身份证号", kind=Kind.ID_NUMBER, required=True, required_kind="id_missing",
            width=21,
        ),
        Column(key="address", heading="住址", required=True, width=26, synonyms=("家庭住址", "现住址", "户籍地址")),
        Column(key="township", heading="所属镇街", width=12, note="大渡口区内的填镇街名称，区外的留空"),
        Column(
            key="category", heading="类别", width=16, synonyms=("人员类别",),
            choices=tuple(str(label) for label in Category.labels), note="也可填代码，如 06；有几类的填最主要的一类",
        ),
        Column(key="trade", heading="工种", required=True, width=10),
        Column(key="team", heading="班组单位", required=True, width=14),
        Column(key="company", heading="劳务公司", width=20, note="由劳务公司组织的填公司名称，须已登记"),
        Column(key="employer", heading="用人单位", width=20, note="不填时取劳务公司，没有劳务公司的取业主单位"),
        Column(
            key="relation", heading="用工形式", required=True, width=11, choices=tuple(RELATIONS),
            synonyms=("用工形式劳务劳动合同", "合同类型"),
        ),
        Column(key="contract_on", heading="合同签订日期", kind=Kind.DATE, width=12),
        Column(key="day_rate_fen", heading="约定日工资（元）", kind=Kind.MONEY_YUAN, width=12),
        Column(key="entered_on", heading="进场日期", kind=Kind.DATE, required=True, width=12, synonyms=("进场时间",)),
        Column(key="left_on", heading="退场日期", kind=Kind.DATE, width=12, synonyms=("退场时间",)),
        Column(key="leave_reason", heading="退场原因", width=16, note="填了退场日期的写明原因"),
        Column(
            key="training", heading="培训", width=18, synonyms=("安全培训", "培训情况"),
            note="可不填：系统按身份证号查找已签字的安全生产培训。确需免训的写“免训：原因”（限行业主管部门和办公室）",
        ),
        Column(key="bank", heading="开户行", width=18),
        Column(key="card", heading="银行账号", kind=Kind.CARD, width=23, note="本人银行卡号"),
        Column(key="phone", heading="电话", kind=Kind.PHONE, width=13),
        Column(key="sign", heading="签字", width=10, note="纸质名册由本人签字"),
    ],
)  # fmt: skip
