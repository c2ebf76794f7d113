"""`manage.py verify_bulletin FILE`: is this the issued file, and of which report and revision?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from dispatch.checking import Verdict, verify_file
from units.command import SignedCommand
from units.models import User
from units.refusals import Refusal


class Command(SignedCommand):
    help = "核对一个文件（PDF、附表、文字稿）是不是印发的原文件，是哪一份、哪一版；不是的以 1 退出"
    needs_signature = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="文件", help="要核对的文件")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:  # noqa: ARG002
        verdict = verify_file(_content(Path(options["file"])))
        return {"ok": verdict.is_original, **_told(verdict), "lines": [verdict.sentence]}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(f"文件“{path}”读不了：{error.strerror}。请核对路径。") from error


def _told(verdict: Verdict) -> dict[str, Any]:
    """What is known of the report the file is, or bears the code of."""
    found = verdict.bulletin
    said: dict[str, Any] = {"file": verdict.part or None, "code": verdict.code or None}
    if found is None:
        return said | {"number": None}
    later = getattr(found, "replaced_by", None)
    return said | {
        "report": str(found),
        "number": found.document_number,
        "kind": found.kind,
        "edition": found.edition,
        "revision": found.revision.number,
        "issued_on": found.issued_on,
        "replaced_by": later.document_number if later else None,
    }
