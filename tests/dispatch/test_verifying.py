"""核验: whether a paper copy or a file is the issued one, for whoever may read reports."""

import json
from datetime import date
from io import BytesIO, StringIO

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError

from dispatch import issuing
from dispatch.bulletins import draft_bulletin
from dispatch.checking import code_of, issued_under, marked, read_code, verify_file
from dispatch.correcting import correct_figures
from dispatch.issuing import issue_bulletin
from dispatch.models import Bulletin
from documents import kept_files
from documents.papers import with_check_mark
from units.models import AuditEntry

CODE = "7F3A-92CD-0B1E-44A7"


@pytest.fixture
def issue(closed, sign, lin, at):
    draft = sign(draft_bulletin(period=closed.period, by=lin, at=at))
    return lambda: issue_bulletin(bulletin=draft, by=lin, at=at, progress=lambda percent, step: None)


@pytest.fixture
def issued(issue, monkeypatch):
    """A report issued by a printer that is quick."""
    monkeypatch.setattr(issuing, "render_pdf", lambda html: html.encode())
    return issue()


@pytest.fixture
def printed(issue):
    """A report issued in earnest: real paper, real bytes."""
    return issue()


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        "7f3a 92cd 0b1e 44a7",
        "7F3A92CD0B1E44A7",
        " 7F3A－92CD—0B1E-44A7 ",
        "7F3A-92CD-OBIE-44A7",
        f"{CODE} 渡以工代赈办文〔2026〕1号",
    ],
)
def test_a_code_is_read_as_people_type_it_and_scanners_send_it(typed):
    assert read_code(typed) == CODE


@pytest.mark.parametrize("typed", ["", "7F3A-92CD-0B1E", "ZZZZ-92CD-0B1E-44A7", "a" * 64, "渡以工代赈办文〔2026〕1号"])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) == ""


def test_the_code_stands_for_number_kind_edition_revision_and_content():
    said = {"number": "1号", "kind": "month", "edition": 1, "revision": 0, "html": "文"}
    others = [{"number": "2号"}, {"kind": "half"}, {"edition": 2}, {"revision": 1}, {"html": "文字"}]
    assert len({code_of(**said), *(code_of(**said | other) for other in others)}) == 6
    assert code_of(**said) == code_of(**said)


def test_an_issued_report_bears_the_code_of_its_own_page(issued):
    assert issued.code in issued.html
    bare = issued.html.replace(f'<meta name="keywords" content="{issued.code}">', "")
    start = bare.index('<div class="check-mark">')
    unmarked = bare[:start] + bare[bare.index("</div>", start) + len("</div>") :]
    assert marked(issued, number=issued.document_number, html=unmarked) == (issued.code, issued.html)


def test_the_files_of_an_issued_report_are_known_by_their_bytes(issued):
    for path, part in ((issued.pdf_path, "公文 PDF"), (issued.xlsx_path, "附表工作簿")):
        verdict = verify_file(kept_files.read(path))
        assert (verdict.bulletin, verdict.part, verdict.is_original) == (issued, part, True)
        assert issued.document_number in verdict.sentence


def saved_again(content):
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_saved_again_is_not_the_issued_one_but_its_code_leads_to_it(printed):
    verdict = verify_file(saved_again(kept_files.read(printed.pdf_path)))
    assert not verdict.is_original
    assert verdict.bulletin == printed
    assert "改过或另存过" in verdict.sentence


def test_a_forged_code_leads_nowhere(issued):
    verdict = verify_file(b"%PDF-1.7 nothing in it")
    assert (verdict.bulletin, verdict.code) == (None, "")
    assert "没有读到核验码" in verdict.sentence
    assert issued_under(CODE) is None
    assert CODE in with_check_mark("<style></style>", code=CODE, number="1号")


def run(file, *args):
    out = StringIO()
    call_command("verify_bulletin", str(file), *args, stdout=out)
    return out.getvalue()


def test_the_command_answers_by_its_exit_code_and_tells_the_revision(printed, tmp_path):
    original, changed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    original.write_bytes(kept_files.read(printed.pdf_path))
    changed.write_bytes(saved_again(original.read_bytes()))
    said = json.loads(run(original, "--json"))
    assert (said["ok"], said["number"], said["revision"], said["edition"]) == (True, printed.document_number, 0, 1)
    with pytest.raises(CommandError, match="不是印发的原文件") as refused:
        run(changed)
    assert refused.value.returncode == 1
    with pytest.raises(CommandError, match="读不了"):
        run(tmp_path / "none.pdf")


def test_the_page_shows_by_its_code_what_was_issued(client, issued, chen_filer):
    client.force_login(chen_filer)
    trail = AuditEntry.objects.count()
    answer = client.get("/verify/", {"code": issued.code.lower().replace("-", " ")})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(word in page for word in (issued.document_number, "现行", "第1版", f"/bulletins/{issued.pk}/pdf/"))
    assert AuditEntry.objects.count() == trail


def test_the_page_says_what_was_corrected_since(client, issued, lin, at):
    row = issued.revision.figures.get(project_name="管网")
    correct_figures(
        period=issued.revision.period,
        project_code=row.project_code,
        values={"workers_year": 7},
        reason="漏报一人",
        by=lin,
        at=at,
    )
    client.force_login(lin)
    page = client.get("/verify/", {"code": issued.code}).content.decode()
    assert "印发后有更正" in page
    assert "漏报一人" in page


def test_the_page_says_by_which_a_report_was_replaced(client, issued, closed, lin, at):
    later = {"state": "issued", "document_number": "渡以工代赈办文〔2026〕2号", "number": 2, "year": 2026}
    later |= {"issued_at": at, "issued_by": lin, "issued_on": date(2026, 11, 13), "html": "x", "pdf_sha256": "0" * 64}
    words = {"problems": "无", "next_steps": "无", "created_at": at, "edition": 2, "replaces": issued}
    Bulletin.objects.create(period=issued.period, revision=closed, replace_reason="数字有误", **words, **later)
    client.force_login(lin)
    page = client.get("/verify/", {"code": issued.code}).content.decode()
    assert "已被替代" in page
    assert "数字有误" in page


@pytest.mark.parametrize(("typed", "said"), [("半截", "写法不对"), (CODE, "没有核验码是")])
def test_a_wrong_code_says_so_and_keeps_what_was_typed(client, issued, lin, typed, said):
    client.force_login(lin)
    answer = client.get("/verify/", {"code": typed})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_a_file_is_held_against_the_issued_one(client, issued, leader):
    client.force_login(leader)
    content = kept_files.read(issued.pdf_path)
    same = client.post("/verify/", {"file": SimpleUploadedFile("报告.pdf", content)})
    assert (same.status_code, "完全一致" in same.content.decode()) == (200, True)
    other = client.post("/verify/", {"file": SimpleUploadedFile("报告.pdf", content + b"\n")})
    assert (other.status_code, "不是印发的原文件" in other.content.decode()) == (422, True)
    none = client.post("/verify/")
    assert (none.status_code, "还没有选文件" in none.content.decode()) == (422, True)


def test_a_draft_has_no_code_to_be_found_by(client, closed, lin, at):
    draft_bulletin(period=closed.period, by=lin, at=at)
    client.force_login(lin)
    assert client.get("/verify/").status_code == 200
    assert issued_under("") is None


@pytest.mark.parametrize("who", ["sysadmin", "security", "auditor"])
def test_who_reads_no_reports_verifies_none(request, client, who, reference):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/verify/").status_code == 403
