"""One line against what the ledgers say of its person, each difference in a sentence with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from documents.formats import days, yuan
from labor.arithmetic import gross_fen
from labor.models import Engagement, WageLine
from labor.pay.computing import ExpectedLine
from labor.pay.difference import Difference, DifferenceKind
from projects.models import Period

K = DifferenceKind
DAY = 100  # hundredths of a 工日


def work(
    line: WageLine, expected: ExpectedLine | None, stays: Sequence[Engagement], period: Period
) -> Iterator[Difference]:
    """Days, rate, hours and pieces of a line against attendance and what was agreed."""
    if expected is None:
        yield _not_attended(line, on_roster=bool(stays))
        return
    yield from _days(line, expected)
    yield from _outside(line, stays, period)
    yield from _rate(line, expected)
    yield from _pieces(line, expected)


def _not_attended(line: WageLine, *, on_roster: bool) -> Difference:
    if on_roster:
        kind, said = K.MISSING_IN_ATTENDANCE, f"{line.name}本月没有考勤，请补登考勤，或移出本表。"
    else:
        kind = K.NOT_ON_ROSTER
        said = f"{line.name}本月不在本项目花名册，先实名登记后进场，请核实后补登记，或移出本表。"
    return _found(line, kind, said, "0工日", _worked(line.centidays), line.gross_fen)


def _days(line: WageLine, expected: ExpectedLine) -> Iterator[Difference]:
    more = line.centidays - expected.centidays
    if not more:
        return
    kind, word = (K.MORE_DAYS_PAID, "多") if more > 0 else (K.FEWER_DAYS_PAID, "少")
    amount = gross_fen(line.centidays, line.rate_fen) - gross_fen(expected.centidays, line.rate_fen)
    said = (
        f"{line.name}表上{_worked(line.centidays)}，考勤{_worked(expected.centidays)}，"
        f"{word}{days(abs(more))}工日，计{yuan(abs(amount))}元，请核对考勤和本表。"
    )
    yield _found(line, kind, said, _worked(expected.centidays), _worked(line.centidays), amount)


def _outside(line: WageLine, stays: Sequence[Engagement], period: Period) -> Iterator[Difference]:
    """More days than the person was on the site at all."""
    there = sum(_days_there(stay, period) for stay in stays)
    if stays and line.centidays > there * DAY:
        said = (
            f"{line.name}本月在场{there}天，表上{_worked(line.centidays)}，"
            "请核对花名册的进退场日期，或更正工日。"
        )  # fmt: skip
        yield _found(line, K.WORKED_OUTSIDE_STAY, said, f"在场{there}天", _worked(line.centidays))


def _days_there(stay: Engagement, period: Period) -> int:
    begins = max(stay.entered_on, period.month)
    ends = min(stay.left_on or period.last_day, period.last_day)
    return max(0, (ends - begins).days + 1)


def _rate(line: WageLine, expected: ExpectedLine) -> Iterator[Difference]:
    if expected.lacks:
        said = "".join(expected.lacks)
        yield _found(line, K.NO_AGREED_RATE, said, "没有约定", f"{yuan(line.rate_fen)}元")
    elif expected.rate_fen and line.centidays and line.rate_fen != expected.rate_fen:
        amount = gross_fen(line.centidays, line.rate_fen) - gross_fen(line.centidays, expected.rate_fen)
        said = (
            f"{line.name}表上单价{yuan(line.rate_fen)}元，花名册约定日工资{yuan(expected.rate_fen)}元，"
            f"{'多' if amount > 0 else '少'}计{yuan(abs(amount))}元，请更正单价，或更正花名册的约定。"
        )
        yield _found(
            line, K.RATE_OFF_CONTRACT, said, f"{yuan(expected.rate_fen)}元", f"{yuan(line.rate_fen)}元", amount
        )


def _pieces(line: WageLine, expected: ExpectedLine) -> Iterator[Difference]:
    """Hours and pieces; stays at several day rates have no one rate, there the whole 应发 is compared."""
    if expected.lacks:
        return
    whole = expected.centidays and not expected.rate_fen
    mine, theirs = (line.gross_fen, expected.gross_fen) if whole else (line.piece_fen, expected.piece_fen)
    if mine == theirs:
        return
    what = "应发" if whole else "计时计件"
    said = (
        f"{line.name}表上{what}{yuan(mine)}元，台账算得{yuan(theirs)}元（{expected.pay_basis or '没有登记计时计件'}），"
        "请核对计时计件登记和本表。"
    )
    yield _found(line, K.QUANTITY_DIFFERS, said, f"{yuan(theirs)}元", f"{yuan(mine)}元", mine - theirs)


def supplement(line: WageLine, expected: ExpectedLine | None, earlier_fen: int) -> Iterator[Difference]:
    """A 补发 line together with the month's other lines of the person, against what was earned in all."""
    earned = expected.gross_fen if expected else 0
    paid = earlier_fen + line.gross_fen
    if paid <= earned or (expected and expected.lacks):
        return
    said = (
        f"{line.name}本月各表应发合计{yuan(paid)}元，按考勤和约定算得{yuan(earned)}元，"
        f"多{yuan(paid - earned)}元，请核对补发金额，或补登考勤。"
    )
    yield _found(line, K.MORE_THAN_EARNED, said, f"{yuan(earned)}元", f"{yuan(paid)}元", paid - earned)


def paid_before(line: WageLine, paid_fen: int) -> Iterator[Difference]:
    """A voided roll of the month says that the person was paid: the money may be with them already."""
    if paid_fen and line.net_fen:
        said = (
            f"{line.name}在本月已作废的补录表上记有已发放{yuan(paid_fen)}元（有支付日期和凭证），再付就是重复发放；"
            "请向本人和银行核实，已经领到的移出本表，确实没有领到的写明情况。"
        )  # fmt: skip
        yield _found(line, K.PAID_BEFORE, said, "没有发放过", f"{yuan(paid_fen)}元", paid_fen)


def least(line: WageLine, least_fen: int | None) -> Iterator[Difference]:
    """A day of eight hours at less than the minimum wage allows (R14); of hours and pieces what a day comes to."""
    if least_fen is None or not line.centidays:
        return
    a_day = line.rate_fen if not line.piece_fen else line.gross_fen * DAY // line.centidays
    if a_day < least_fen:
        said = (
            f"{line.name}每工日{yuan(a_day)}元，低于最低工资折算的每日{yuan(least_fen)}元，"
            "请核对单价；确属不足一天计酬的，请折算工日。"
        )  # fmt: skip
        yield _found(line, K.BELOW_MINIMUM_RATE, said, f"不低于{yuan(least_fen)}元", f"{yuan(a_day)}元")


def card(line: WageLine, stays: Sequence[Engagement], *, is_shared: bool) -> Iterator[Difference]:
    """The account: somebody else's as well, or another than the roster's."""
    if line.card_index and is_shared:
        said = f"{line.name}的账号在发放表上也付给过别人，收款人须为本人，请核对账号和户名。"
        yield _found(line, K.CARD_SHARED, said, "本人账号", _tail(line.card_masked))
    kept = [stay for stay in stays if stay.card_index]
    if line.card_index and kept and all(stay.card_index != line.card_index for stay in kept):
        said = f"{line.name}的账号与花名册登记的不同，请核对哪一个是本人现在用的，在这一行取用或更正花名册。"
        yield _found(line, K.CARD_OFF_ROSTER, said, _tail(kept[-1].card_masked), _tail(line.card_masked))


def missing(expected: ExpectedLine) -> Difference:
    """Somebody attended, or did piece work, and stands on no line."""
    done = _worked(expected.centidays) if expected.centidays else "计时计件"
    said = f"{expected.name}本月出勤{done}，应发{yuan(expected.gross_fen)}元，没有列入本表，请加入，或更正考勤。"
    worker = expected.latest.worker
    return Difference(
        kind=K.MISSING_IN_ROLL, worker_id=expected.worker_id, name=expected.name, id_masked=worker.id_masked,
        sentence=said, expected=done, found="没有这一行", amount_fen=-expected.gross_fen,
    )  # fmt: skip


def _worked(centidays: int) -> str:
    return f"{days(centidays)}工日"


def _tail(masked: str) -> str:
    return f"尾号{masked[-4:]}" if masked else "没有"


def _found(line: WageLine, kind: DifferenceKind, sentence: str, *written: Any) -> Difference:
    expected, found, *amount = written
    return Difference(
        kind=kind, worker_id=line.worker_id, line_id=line.pk, name=line.name, id_masked=line.worker.id_masked,
        sentence=sentence, expected=expected, found=found, amount_fen=amount[0] if amount else None,
    )  # fmt: skip
