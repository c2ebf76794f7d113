"""Files handed in as proof: six types, each known by its content; the name's ending must agree with it.

Nothing is run or unpacked: a picture is verified, a zip's parts are checked against their sums and bounded in size.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from enum import StrEnum
from pathlib import PurePath

from PIL import Image

LARGEST_MIB = 20
LARGEST = LARGEST_MIB * 2**20
LARGEST_UNPACKED = 200 * 2**20
MOST_PARTS = 5000
CHUNK = 2**20
EDGE = 1024  # PDF readers look for the header and the end mark within this many bytes
TWO_FACED = (b"MZ", b"\x7fELF", b"#!", b"<")  # a program or a web page that carries a PDF's header further down


class FileType(StrEnum):
    """The types taken in; the value is the ending under which a file is kept."""

    PDF = "pdf"
    JPG = "jpg"
    PNG = "png"
    OFD = "ofd"
    DOCX = "docx"
    XLSX = "xlsx"


ENDINGS = {kind.value: kind for kind in FileType} | {"jpeg": FileType.JPG}
MAIN_PARTS = {
    "OFD.xml": FileType.OFD,
    "word/document.xml": FileType.DOCX,
    "xl/workbook.xml": FileType.XLSX,
}
PICTURES = {FileType.JPG: ("JPEG", b"\xff\xd9"), FileType.PNG: ("PNG", b"IEND")}
PICTURE_TAIL = 64 * 2**10  # cameras put notes of their own behind a picture's end
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the only ways office and OFD packages are packed
DAMAGED = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error,
    RuntimeError, NotImplementedError, EOFError, OSError, ValueError,
)  # fmt: skip


class UnacceptableFile(Exception):
    """A file that is not taken in; `str()` is one Chinese sentence that says what to do."""


def check_file(name: str, content: bytes) -> FileType:
    """Return the type of a file after looking into it.

    Args:
        name: the sender's file name; only its ending counts.
        content: the whole file.

    Raises:
        UnacceptableFile: empty, above 20 MB, of another type, damaged, carrying macros, or named as another type.
    """
    _check_size(name, content)
    found = _type_of(name, content)
    said = ENDINGS.get(PurePath(name).suffix.lower().lstrip("."))
    if said is not found:
        raise UnacceptableFile(f"“{name}”的内容是{found.upper()}，与扩展名不符，请把扩展名改为.{found}后再上传。")
    return found


def _check_size(name: str, content: bytes) -> None:
    if not content:
        raise UnacceptableFile(f"“{name}”是空文件，请重新选择文件。")
    if len(content) > LARGEST:
        raise UnacceptableFile(f"“{name}”超过{LARGEST_MIB} MB，请压缩或拆分后再上传。")


def _type_of(name: str, content: bytes) -> FileType:
    if content.startswith(b"\xff\xd8\xff"):
        return _checked_picture(name, content, FileType.JPG)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _checked_picture(name, content, FileType.PNG)
    if content.startswith(b"PK\x03\x04"):
        return _checked_package(name, content)
    if b"%PDF-" in content[:EDGE] and not content.lstrip().startswith(TWO_FACED):
        return _checked_pdf(name, content)
    raise UnacceptableFile(_unknown(name))


def _unknown(name: str) -> str:
    said = ENDINGS.get(PurePath(name).suffix.lower().lstrip("."))
    if said is None:
        return f"“{name}”不是可用的格式，请转为PDF、JPG、PNG、OFD、DOCX或XLSX后再上传。"
    return f"“{name}”不是可用的格式：扩展名是{said.upper()}，内容却不是，请用原来的软件重新导出，或重新扫描后再上传。"


def _checked_pdf(name: str, content: bytes) -> FileType:
    end = content[-EDGE:]
    if b"%%EOF" not in end or b"startxref" not in end:
        raise UnacceptableFile(f"“{name}”没有完整的PDF结尾，文件可能没有传完，请重新导出或重新下载后再上传。")
    return FileType.PDF


def _checked_picture(name: str, content: bytes, kind: FileType) -> FileType:
    """Decode the whole picture once, and see that it has its end.

    `verify()` alone lets a cut JPEG through, and so does decoding wherever the paper engine runs: it tells the imaging
    library of the whole process to put up with cut pictures.
    """
    form, end = PICTURES[kind]
    try:
        if end not in content[-PICTURE_TAIL:]:
            raise EOFError
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            Image.open(io.BytesIO(content), formats=[form]).verify()
            Image.open(io.BytesIO(content), formats=[form]).load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnacceptableFile(f"“{name}”的像素太多，请缩小图片后再上传。") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnacceptableFile(f"“{name}”的图片已损坏，请重新拍照或重新导出后再上传。") from error
    return kind


def _checked_package(name: str, content: bytes) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_parts(name, package.infolist())
            _check_unpacked(package)
            return _package_type(name, set(package.namelist()))
    except DAMAGED as error:
        raise UnacceptableFile(f"“{name}”已损坏或加了密码，请重新另存（不加密码）后再上传。") from error


def _check_parts(name: str, parts: list[zipfile.ZipInfo]) -> None:
    if any(_is_outside(part.filename) for part in parts):
        raise UnacceptableFile(f"“{name}”内部有不安全的路径，请用办公软件重新另存后再上传。")
    if any(PurePath(part.filename).name.lower() == "vbaproject.bin" for part in parts):
        raise UnacceptableFile(f"“{name}”带有宏，请另存为不带宏的文件后再上传。")
    if any(part.compress_type not in PACKED for part in parts):
        raise UnacceptableFile(f"“{name}”的压缩方式不是办公软件所用的，请用办公软件重新另存后再上传。")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise UnacceptableFile(f"“{name}”解压后过大，请删去多余内容或拆分后再上传。")


def _is_outside(part: str) -> bool:
    path = part.replace("\\", "/")
    return path.startswith("/") or ":" in path or ".." in path.split("/")


def _check_unpacked(package: zipfile.ZipFile) -> None:
    """Read every part to its end in pieces: that checks its sum; a part never yields more than it declares."""
    for part in package.infolist():
        with package.open(part) as opened:
            while opened.read(CHUNK):
                pass


def _package_type(name: str, parts: set[str]) -> FileType:
    for main, kind in MAIN_PARTS.items():
        if main in parts:
            return kind
    raise UnacceptableFile(f"“{name}”是压缩包，不是OFD、DOCX或XLSX，请解压后逐个上传。")
