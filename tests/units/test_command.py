"""Commands written wrong are told so in Chinese, with the right way beside it."""

import pytest

from projects.management.commands.import_projects import Command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["表.xlsx", "--year", "2026"], "缺少参数 --by"),
        (["表.xlsx", "--by", "lin", "--year"], "参数 --year 后面要写内容"),
        (["表.xlsx", "--by", "lin", "--year", "2026", "--quick"], "不认识的参数 --quick"),
    ],
)
def test_a_command_written_wrong_says_how_in_chinese(words: list[str], told: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().create_parser("manage.py", "import_projects").parse_args(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"命令写法不对：{told}。" in said
    assert said.splitlines()[1].startswith("用法：")
