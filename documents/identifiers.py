"""Formats of the numbers that identify people, bodies, accounts and investment items.

Every `check_…` returns None for a good number or the code of what is wrong with it; `SENTENCES` says each code in
Chinese. Numbers are expected normalized: `normalized()` removes spaces, full-width forms and dash variants.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_11_10

SENTENCES = {
    "id_length": "身份证号应为18位（前17位是数字，末位是数字或X），请对照证件补正。",
    "id_date": "身份证号第7至14位不是真实的出生日期，请对照证件更正。",
    "id_checksum": "身份证号末位校验码不对，有数字抄错，请对照证件逐位核对。",
    "phone_invalid": "手机号应为1开头的11位数字，请更正。",
    "card_length": "银行卡号应为12至19位数字，请对照银行卡更正。",
    "card_luhn": "银行卡号校验位不对，可能抄错，请对照银行卡核对。",
    "credit_code_form": "统一社会信用代码应为18位数字或大写字母（不含I、O、Z、S、V），请对照证照更正。",
    "credit_code_checksum": "统一社会信用代码末位校验码不对，请对照证照逐位核对。",
    "project_code_form": "项目代码应为“2304-500110-04-01-886979”的样式（20位数字加4条横线），请更正。",
    "project_code_checksum": "项目代码末位校验码不对，请对照赋码文件逐位核对。",
}

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_SPACE = re.compile(r"[\s\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]+")
_ID = re.compile(r"[0-9]{17}[0-9X]")
_CARD = re.compile(r"[0-9]{12,19}")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_PROJECT_CODE = re.compile(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}")
OLDEST_BIRTH_YEAR = 1900


class Sex(StrEnum):
    """The sex an identity number states (17th digit: odd male, even female)."""

    MALE = "男"
    FEMALE = "女"


def normalized(text: str) -> str:
    """Return a number without spaces and invisible marks, half-width, upper case, with plain hyphens."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _SPACE.sub("", unicodedata.normalize("NFKC", text.translate(_DASHES))).upper()


def check_id_number(number: str, on: date | None = None) -> str | None:
    """Check an identity number (身份证号, GB 11643): form, a real date of birth, check digit.

    The county code is not checked: the library's table dates each county by the year it was founded and refuses
    valid 500104 numbers of people born before 1997. With `on`, a birth after that day is `id_date` too.
    """
    if not _ID.fullmatch(number):
        return "id_length"
    born = birth_date(number)
    if born is None or (on is not None and born > on):
        return "id_date"
    return None if ric.calc_check_digit(number) == number[-1] else "id_checksum"


def birth_date(number: str) -> date | None:
    """Return the date of birth in an identity number, or None when it states no real date since 1900."""
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if born.year >= OLDEST_BIRTH_YEAR else None


def sex(number: str) -> Sex:
    """Return the sex stated by a checked identity number."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age_on(number: str, day: date) -> int | None:
    """Return full years of age (周岁) on a day, counted from the birthday itself; None without a real date of birth."""
    born = birth_date(number)
    if born is None:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_credit_code(code: str) -> str | None:
    """Check a unified social credit code (统一社会信用代码, GB 32100): 18 characters and the modulo 31 check."""
    if not _CREDIT_CODE.fullmatch(code):
        return "credit_code_form"
    expected: str = uscc.calc_check_digit(code[:17])
    return None if expected == code[17] else "credit_code_checksum"


def check_project_code(code: str) -> str | None:
    """Check an investment item's code (项目代码).

    New codes open with year and month (YYMM) and close with a MOD 11,10 check digit (GB/T 17710). Codes of the
    earlier form open with a four-digit year (2020-…), seen by a "month" above 12: only their form is checked.
    """
    if not _PROJECT_CODE.fullmatch(code) or code[2:4] == "00":
        return "project_code_form"
    if int(code[2:4]) > 12:
        return None
    return None if mod_11_10.checksum(code.replace("-", "")) == 1 else "project_code_checksum"


def check_card(number: str) -> str | None:
    """Check a bank card number: `card_length` is an error, `card_luhn` only a warning (not every account has it)."""
    if not is_card_form(number):
        return "card_length"
    return None if luhn.checksum(number) == 0 else "card_luhn"


def is_card_form(number: str) -> bool:
    """Say whether a number has the 12 to 19 digits of a bank card."""
    return _CARD.fullmatch(number) is not None


def same_but_check_digit(first: str, second: str) -> bool:
    """Say whether two card numbers differ in their last (check) digit alone: one account, mistyped once."""
    return first != second and len(first) == len(second) and first[:-1] == second[:-1] != ""


def check_phone(number: str) -> str | None:
    """Check a mobile number of the mainland: eleven digits, 1 and then 3–9."""
    return None if _PHONE.fullmatch(number) else "phone_invalid"
