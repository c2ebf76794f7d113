from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents import identifiers

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_with(body: str) -> str:
    """The number of GB 11643 with its check digit, computed from the standard's own weights."""
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]


bodies = st.builds(
    lambda county, born, order: f"{county:06d}{born:%Y%m%d}{order:03d}",
    st.integers(110_000, 659_999),
    st.dates(date(1900, 1, 1), date(2026, 12, 31)),
    st.integers(0, 999),
)


def test_a_dadukou_number_of_someone_born_before_1997_is_good() -> None:
    assert identifiers.check_id_number("500104199001011239") is None


@pytest.mark.parametrize(
    ("number", "outcome"),
    [
        ("500104199308143791", "id_checksum"),
        ("500104198502311235", "id_date"),
        ("500104189902281233", "id_date"),
        ("50010419900101123", "id_length"),
        ("5001041990010112399", "id_length"),
        ("50010419900101123x", "id_length"),
        ("５００１０４１９９００１０１１２３９", "id_length"),
        ("500104900101123", "id_length"),
        ("", "id_length"),
    ],
)
def test_each_fault_of_an_identity_number_has_its_own_outcome(number: str, outcome: str) -> None:
    assert identifiers.check_id_number(number) == outcome
    assert outcome in identifiers.SENTENCES


def test_a_birth_after_the_day_asked_about_is_no_date() -> None:
    number = id_with("50010420261130123")
    assert identifiers.check_id_number(number) is None
    assert identifiers.check_id_number(number, on=date(2026, 11, 29)) == "id_date"


@given(bodies)
def test_every_number_with_a_real_date_and_the_standards_check_digit_is_good(body: str) -> None:
    number = id_with(body)
    assert identifiers.check_id_number(number) is None
    assert identifiers.birth_date(number) == date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    assert identifiers.sex(number) == ("男" if int(body[16]) % 2 else "女")


@given(bodies, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_is_found(body: str, place: int, shift: int) -> None:
    number = id_with(body)
    wrong = str((int(number[place]) + shift) % 10)
    assert identifiers.check_id_number(number[:place] + wrong + number[place + 1 :]) is not None


@given(bodies, st.integers(0, 15))
def test_any_swap_of_neighbors_is_found(body: str, place: int) -> None:
    number = id_with(body)
    assume(number[place] != number[place + 1])
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert identifiers.check_id_number(swapped) is not None


def test_age_is_counted_from_the_birthday_itself() -> None:
    number = id_with("50010420101110123")
    assert identifiers.age_on(number, date(2026, 11, 9)) == 15
    assert identifiers.age_on(number, date(2026, 11, 10)) == 16
    assert identifiers.age_on("500104198502311235", date(2026, 11, 10)) is None


def test_someone_born_on_a_leap_day_is_older_from_the_first_of_march() -> None:
    number = id_with("50010420080229123")
    assert identifiers.age_on(number, date(2024, 2, 28)) == 15
    assert identifiers.age_on(number, date(2025, 2, 28)) == 16
    assert identifiers.age_on(number, date(2025, 3, 1)) == 17


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("11500104009286420B", None),
        ("11500104009286420C", "credit_code_checksum"),
        ("1150010400928642OB", "credit_code_form"),
        ("11500104009286420", "credit_code_form"),
    ],
)
def test_credit_codes(code: str, outcome: str | None) -> None:
    assert identifiers.check_credit_code(code) == outcome


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        ("2304-500110-04-01-886979", None),
        ("2406-500104-04-01-022933", None),
        ("2304-500110-04-01-886970", "project_code_checksum"),
        ("2340-500110-04-01-886979", None),
        ("2020-500112-88-01-148242", None),
        ("2020-500112-88-01-148243", None),
        ("2300-500110-04-01-886979", "project_code_form"),
        ("230450011004018869799", "project_code_form"),
        ("2304-500110-04-01-88697", "project_code_form"),
    ],
)
def test_new_project_codes_are_checked_and_old_ones_only_by_form(code: str, outcome: str | None) -> None:
    assert identifiers.check_project_code(code) == outcome


@given(st.integers(0, 17), st.integers(1, 9))
def test_any_single_wrong_digit_of_a_new_project_code_is_found(place: int, shift: int) -> None:
    code = "2304-500110-04-01-886979"
    positions = [index for index, letter in enumerate(code) if letter.isdigit() and index > 3]
    index = positions[place % len(positions)]
    wrong = code[:index] + str((int(code[index]) + shift) % 10) + code[index + 1 :]
    assert identifiers.check_project_code(wrong) == "project_code_checksum"


def test_cards_have_12_to_19_digits_and_a_luhn_digit_that_only_warns() -> None:
    assert identifiers.check_card("6212262674609455324") is None
    assert identifiers.check_card("6212262674609455325") == "card_luhn"
    assert identifiers.check_card("62122626746") == "card_length"
    assert identifiers.check_card("62122626746094553241") == "card_length"
    assert identifiers.check_card("62122626746O") == "card_length"


def test_two_cards_that_differ_in_the_check_digit_alone_are_one_account_mistyped() -> None:
    assert identifiers.same_but_check_digit("6212262674609455325", "6212262674609455324")
    assert not identifiers.same_but_check_digit("6212262674609455324", "6212262674609455324")
    assert not identifiers.same_but_check_digit("6212262674609455314", "6212262674609455324")
    assert not identifiers.same_but_check_digit("62122626746094553", "62122626746094554324")
    assert not identifiers.same_but_check_digit("1", "2")


@pytest.mark.parametrize(
    ("phone", "outcome"),
    [("13812341234", None), ("19912341234", None), ("12812341234", "phone_invalid"), ("2380013800", "phone_invalid")],
)
def test_mobile_numbers(phone: str, outcome: str | None) -> None:
    assert identifiers.check_phone(phone) == outcome


def test_normalizing_removes_spaces_width_and_dash_variants() -> None:
    assert identifiers.normalized(" ５００１０４１９９００１０１１２３ｘ ") == "50010419900101123X"
    assert identifiers.normalized("2304－500110—04–01‑886979") == "2304-500110-04-01-886979"
    assert identifiers.normalized("6217 0096\u00a05495\u200b6851 074") == "6217009654956851074"
    assert identifiers.normalized("50010419801101341x") == "50010419801101341X"


def test_every_outcome_has_a_sentence_that_says_what_to_do() -> None:
    assert all("请" in sentence and sentence.endswith("。") for sentence in identifiers.SENTENCES.values())
