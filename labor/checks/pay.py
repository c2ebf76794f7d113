"""What a row says was earned and paid: days, rate, 应发, 扣除, 实发, month and date of payment, signature."""

from datetime import timedelta

from documents.formats import chinese_date, days, month_label, yuan
from documents.workbooks import Row
from labor.arithmetic import gross_fen, least_day_fen, net_fen
from labor.checks.knowledge import Knowledge

MONEY = {"rate": "单价", "gross": "应发", "deduction": "扣除", "net": "实发"}
LARGEST_FEN = 100_000_000  # 100 万元 for one person in one month can only be a slip of the unit
NO_ITEM = "有扣除而没有写明扣除项目，国令724第15条要求载明，请写上扣的是什么；说不出依据的不得扣。"
LATEST = timedelta(days=31)  # R10: paid at least once a month


def check_pay(row: Row, known: Knowledge) -> None:
    """Check one row's work and money; a wrong figure silences what is worked out from it."""
    _check_days(row, known)
    _check_gross(row)
    _check_net(row)
    _check_rate(row, known)
    _check_item(row, known)
    _check_month(row, known)
    if not known.is_draft:
        _check_pay_date(row, known)


def _check_days(row: Row, known: Knowledge) -> None:
    worked = row["days"]
    if worked is None:
        return
    if worked < 0:
        row.problem("days", "days_negative", "工作时间不能是负数，请按考勤更正。")
    elif worked > known.days * 100:
        message = (
            f"{days(worked)}工日超过{known.label}的{known.days}天，请按考勤更正；"
            "按小时或按件计酬的，请折算成工日，补发以前月份的请分月填报。"
        )
        row.problem("days", "days_over_month", message)


def _out_of_bounds(row: Row, key: str) -> bool:
    """Report an amount that cannot be: negative, or beyond what one month can pay."""
    amount = row[key]
    if amount is None:
        return False
    if amount < 0:
        row.problem(key, "amount_negative", f"{MONEY[key]}不能是负数，请更正。")
    elif amount > LARGEST_FEN:
        row.problem(key, "amount_too_large", f"单人单月超过{yuan(LARGEST_FEN)}元，请核对是否多写了位数或用错了单位。")
    return row.invalid(key)


def _check_gross(row: Row) -> None:
    """应发 = 工日 × 单价."""
    worked, rate, gross = row["days"], row["rate"], row["gross"]
    if _out_of_bounds(row, "rate") or not row.valid("days", "rate", "gross") or None in (worked, rate, gross):
        return
    expected = gross_fen(worked, rate)
    if gross != expected:
        message = (
            f"应发应为{days(worked)}工日×{yuan(rate)}元={yuan(expected)}元，"
            f"表中是{yuan(gross)}元，请核对工日、单价和应发。"
        )
        row.problem("gross", "gross_mismatch", message)


def _check_net(row: Row) -> None:
    """实发 = 应发 − 扣除; when 应发 is itself wrong, 实发 may agree with the stated or with the right 应发."""
    gross, net = row["gross"], row["net"]
    if None in (gross, net) or not row.valid("deduction", "net") or _out_of_bounds(row, "deduction"):
        return
    deduction = row["deduction"] or 0
    possible = _possible_gross(row)
    if net in {net_fen(each, deduction) for each in possible}:
        if row.valid("days", "rate", "gross"):  # else both follow from what is reported already
            _out_of_bounds(row, "net")
        return
    message = (
        f"实发应为应发{yuan(possible[-1])}元−扣除{yuan(deduction)}元={yuan(net_fen(possible[-1], deduction))}元，"
        f"表中是{yuan(net)}元，请核对扣除和实发。"
    )
    row.problem("net", "net_mismatch", message)


def _check_item(row: Row, known: Knowledge) -> None:
    """扣除 names what is deducted (国令724第15条); a recorded sheet without the column says so once, elsewhere."""
    if not row["deduction"] or row["deduction_item"] or not row.valid("deduction", "deduction_item"):
        return
    if row.reading.has("deduction_item"):
        row.problem("deduction_item", "deduction_without_item", NO_ITEM, warning=not known.is_draft)
    elif known.is_draft:
        row.problem("deduction", "deduction_without_item", f"表中没有“扣除项目”列。{NO_ITEM}")


def _possible_gross(row: Row) -> list[int]:
    """The stated 应发 and, where it was reported wrong, the one worked out from days and rate: the right one last."""
    if row.valid("gross") or None in (row["days"], row["rate"]):
        return [row["gross"]]
    return [row["gross"], gross_fen(row["days"], row["rate"])]


def _check_rate(row: Row, known: Knowledge) -> None:
    """Compare the day rate with the minimum in force (R14) and the usual upper rate (§10)."""
    rate, standard = row["rate"], known.standard
    if standard is None or rate is None or row.invalid("rate"):
        return
    if rate < least_day_fen(standard.hour_fen):
        message = f"日工资{yuan(rate)}元低于最低标准{known.standard_basis}，请核对；确属不足一天计酬的，请折算工日。"
        row.problem("rate", "below_minimum_wage", message, warning=True)
    elif rate > standard.usual_day_max_fen:
        message = f"日工资{yuan(rate)}元高于{yuan(standard.usual_day_max_fen)}元的提示线，请核对是否填错。"
        row.problem("rate", "above_usual_rate", message, warning=True)


def _check_month(row: Row, known: Knowledge) -> None:
    month = row["month"]
    if month is not None and month != known.month:
        message = f"支付周期写的是{month_label(month)}，这次导入的是{known.label}，请更正，或改选月份后重新导入。"
        row.problem("month", "period_mismatch", message)


def _check_pay_date(row: Row, known: Knowledge) -> None:
    """A payment date must be possible (a reminder) and be signed for (国令724第15条)."""
    pay_on = row["pay_on"]
    if not row["voucher"] and not row.invalid("voucher") and row.reading.has("voucher"):
        row.problem("voucher", "unsigned", _unsigned(pay_on is not None), warning=True)
    if pay_on is None:
        return
    if pay_on < known.month:
        message = f"支付日期早于{known.label}，工资不会在做工之前支付，请核对。"
        row.problem("pay_on", "pay_date_early", message, warning=True)
    elif pay_on > known.today:
        message = f"支付日期晚于今天（{chinese_date(known.today)}），尚未支付的请留空，支付后再填。"
        row.problem("pay_on", "pay_date_future", message, warning=True)
    elif pay_on > known.last_day + LATEST:
        message = f"支付日期距{known.label}末超过31天，工资应至少每月足额支付一次，请核实原因。"
        row.problem("pay_on", "pay_date_late", message, warning=True)


def _unsigned(dated: bool) -> str:
    ending = "已填支付日期但没有凭证或签字，不计入已发放" if dated else "没有凭证或签字，不计入已发放"
    return f"{ending}；请由本人签字，或填写银行代发凭证号。"
