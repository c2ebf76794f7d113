"""发放表 as columns: the contents 国令724第15条 asks of every wage record (§3 of the rules)."""

from documents.workbooks import Column, Form, Kind

WAGE_ROLL = Form(
    key="wage_roll",
    title="发放表",
    unit="元",
    columns=[
        Column(key="serial", heading="序号", kind=Kind.ORDINAL, width=6),
        Column(key="employer", heading="用人单位", width=22, note="整张表相同时可以不填，系统取项目的业主单位"),
        Column(key="month", heading="支付周期", kind=Kind.MONTH, width=11, note="形如 2026-10；不填按导入时选的月份"),
        Column(key="pay_on", heading="支付日期", kind=Kind.DATE, width=12, note="形如 2026-11-10；未支付时留空"),
        Column(key="name", heading="姓名", kind=Kind.NAME, required=True, required_kind="name_missing", width=10),
        Column(
            key="id_number",
            heading="身份证号",
            kind=Kind.ID_NUMBER,
            required=True,
            required_kind="id_missing",
            width=21,
        ),
        Column(key="phone", heading="联系方式", kind=Kind.PHONE, width=13),
        Column(key="job", heading="工种", width=10),
        Column(
            key="days",
            heading="工作时间（工日）",
            kind=Kind.HUNDREDTHS,
            required=True,
            required_kind="days_missing",
            number_kind="days_not_a_number",
            width=10,
        ),
        Column(
            key="rate",
            heading="单价（元）",
            kind=Kind.MONEY_YUAN,
            required=True,
            required_kind="amount_missing",
            number_kind="amount_not_a_number",
            width=10,
        ),
        Column(
            key="gross",
            heading="应发（元）",
            kind=Kind.MONEY_YUAN,
            required=True,
            required_kind="amount_missing",
            number_kind="amount_not_a_number",
            width=12,
        ),
        Column(
            key="deduction",
            heading="代扣代缴扣除（元）",
            kind=Kind.MONEY_YUAN,
            number_kind="amount_not_a_number",
            width=12,
            note="没有扣除时填 0 或留空",
        ),
        Column(
            key="deduction_item",
            heading="扣除项目",
            synonyms=("扣款项目", "代扣代缴项目", "扣除事由"),
            width=14,
            note="有扣除的写明扣的是什么，例如：社会保险费个人缴纳部分",
        ),
        Column(
            key="net",
            heading="实发（元）",
            kind=Kind.MONEY_YUAN,
            required=True,
            required_kind="amount_missing",
            number_kind="amount_not_a_number",
            width=12,
        ),
        Column(key="card", heading="账号", kind=Kind.CARD, width=23, note="本人银行卡号"),
        Column(key="voucher", heading="凭证或签字", width=12, note="本人已签字填“已签”，银行代发填凭证号"),
    ],
)

# A roll without these columns is taken in, but 国令724第15条 asks for them: one warning each, at the headings.
EXPECTED_BY_LAW = ["pay_on", "phone", "voucher"]
# What only receipts tell of a roll that is still to be paid.
OF_PAYMENT = ("pay_on", "voucher")
