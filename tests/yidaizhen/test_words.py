"""docs/words.md: one English name for each Chinese term, kept in step with the models."""

import re

from yidaizhen.words import MARK, refreshed, words_file


def test_the_words_are_up_to_date() -> None:
    text = words_file().read_text("utf-8")
    assert refreshed(text) == text, "Run: manage.py write_words"


def test_what_people_wrote_stays() -> None:
    assert refreshed(f"# 我的话\n{MARK}\n旧表").startswith(f"# 我的话\n{MARK}\n\n## units")


def test_every_term_has_a_chinese_name() -> None:
    generated = words_file().read_text("utf-8").partition(MARK)[2]
    terms = re.findall(r"^\| ([^|]+) \| `", generated, re.MULTILINE)
    assert len(terms) > 150
    assert [term for term in terms if not re.search(r"[\u4e00-\u9fff]", term)] == []
