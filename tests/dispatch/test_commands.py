"""The commands other tools call, in processes of their own."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.dispatch.live import answer, bring_in

pytestmark = pytest.mark.faults  # a site of its own on SQLite, whatever database the suite runs on


def test_a_month_goes_from_gaps_to_an_issued_report_and_stays_the_same(site, tmp_path):
    bring_in(site)
    site.manage("import_projects", str(next(Path("fixtures/demo").glob("清单*"))), "--year", "2026", "--by", "lin")
    refused = answer(site, "issue_bulletin", "2026-10", "--by", "lin", "--out", str(tmp_path / "out"))
    assert refused["ok"] is False
    assert "还没有关账" in refused["refusals"][0]
    closed = answer(site, "close_period", "2026-10", "--by", "lin")
    assert (closed["ok"], closed["projects"], closed["waived"]) == (True, 12, [])
    again = site.manage("close_period", "2026-10", "--by", "lin", check=False)
    assert again.returncode != 0
    assert "已由" in again.stderr

    issued = answer(site, "issue_bulletin", "2026-10", "--by", "lin", "--out", str(tmp_path / "out"))
    assert issued["ok"] is True
    assert issued["already_issued"] is False
    pdf, xlsx = Path(issued["pdf"]), Path(issued["xlsx"])
    assert sha256(pdf.read_bytes()).hexdigest() == issued["pdf_sha256"]
    assert sha256(xlsx.read_bytes()).hexdigest() == issued["xlsx_sha256"]
    docx = Path(issued["docx"])
    assert sha256(docx.read_bytes()).hexdigest() == issued["docx_sha256"]

    second = site.manage("issue_bulletin", "2026-10", "--by", "lin", "--out", str(tmp_path / "copy"))
    assert "早已印发" in second.stdout
    assert str(tmp_path / "copy") in second.stdout
    for file in (pdf, xlsx, docx):
        assert (tmp_path / "copy" / file.name).read_bytes() == file.read_bytes()

    figures = json.loads(site.manage("figures", "2026-10", "--json").stdout)
    assert figures["total"]["figures"]["invested_fen"]["value"] == "82827.14"


def test_commands_refuse_in_chinese(site):
    bring_in(site)
    for arguments, said in [
        (["close_period", "2026-10", "--by", "nobody"], "没有账号“nobody”"),
        (["close_period", "2026/10", "--by", "lin"], "写法不对"),
        (["close_period", "2025-01", "--by", "lin"], "还没有调度期"),
        (["figures", "2026-10"], "还没有关账"),
        (["issue_bulletin", "2026-10", "--kind", "quarter", "--by", "lin", "--out", "out"], "不是季度通报的末月"),
    ]:
        done = site.manage(*arguments, check=False)
        assert done.returncode != 0
        assert said in done.stderr
