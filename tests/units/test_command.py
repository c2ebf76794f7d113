"""Commands written wrong are told so in Chinese, with the right way beside it."""

import pytest

from projects.management.commands.import_projects import Command


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["表.xlsx", "--year", "2026"], "缺少参数 --by"),
        (["表.xlsx", "--by", "lin", "--year"], "参数 --year 后面要写内容"),
        (["表.xlsx", "--by", "lin", "--year", "2026", "--quick"], "不认识的参数 --quick"),
        (["表.xlsx", "--by", "lin", "--year", "2026", "-v", "高"], "参数 -v/--verbosity 要写数字，不能写 '高'"),
        (["表.xlsx", "--by", "lin", "-v", "7"], "参数 -v/--verbosity 不能写 7，可以写 0, 1, 2, 3"),
    ],
)
def test_a_command_written_wrong_says_how_in_chinese(words: list[str], told: str, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().create_parser("manage.py", "import_projects").parse_args(words)
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"命令写法不对：{told}。" in said
    assert said.splitlines()[1].startswith("用法：")
