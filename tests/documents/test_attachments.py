"""附件: what is taken in, and the one sentence said about what is not."""

import io
import zipfile

import pytest
from PIL import Image, ImageFile

from documents import attachments
from documents.attachments import FileType, UnacceptableFile, check_file

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    made = io.BytesIO()
    Image.effect_noise(size, 60).save(made, form)
    return made.getvalue()


def package(*parts: str, text: bytes = b"<x/>", packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as opened:
        for part in parts:
            opened.writestr(part, text)
    return made.getvalue()


GOOD = [
    ("批复.pdf", PDF, FileType.PDF),
    ("公示.JPG", picture("JPEG"), FileType.JPG),
    ("公示.jpeg", picture("JPEG"), FileType.JPG),
    ("现场.png", picture("PNG"), FileType.PNG),
    ("公文.ofd", package("OFD.xml", "Doc_0/Document.xml"), FileType.OFD),
    ("合同.docx", package("[Content_Types].xml", "word/document.xml"), FileType.DOCX),
    ("台账.xlsx", package("xl/workbook.xml"), FileType.XLSX),
]


@pytest.mark.parametrize(("name", "content", "kind"), GOOD)
def test_a_sound_file_is_known_by_its_content(name: str, content: bytes, kind: FileType) -> None:
    assert check_file(name, content) is kind


BROKEN = bytearray(package("word/document.xml", text=b"abcdefgh" * 50))
BROKEN[50] ^= 0xFF
BAD = [
    ("空.pdf", b"", "空文件"),
    ("大.pdf", PDF + b" " * attachments.LARGEST, "超过20 MB"),
    ("假.pdf", b"hello", "不是可用的格式"),
    ("页面.html", b"<html></html>", "不是可用的格式"),
    ("断.pdf", b"%PDF-1.7\n1 0 obj", "没有完整的PDF结尾"),
    ("断.jpg", picture("JPEG")[:400], "图片已损坏"),
    ("断.png", picture("PNG")[:200], "图片已损坏"),
    ("改名.png", PDF, "扩展名改为.pdf"),
    ("无扩展名", PDF, "扩展名改为.pdf"),
    ("包.docx", package("readme.txt"), "是压缩包"),
    ("宏.docx", package("word/document.xml", "word/vbaProject.bin"), "带有宏"),
    ("宏.xlsx", package("xl/workbook.xml", "xl/VBAPROJECT.BIN"), "带有宏"),
    ("上级.docx", package("word/document.xml", "../x.txt"), "不安全的路径"),
    ("根.docx", package("word/document.xml", "/etc/x"), "不安全的路径"),
    ("断.docx", package("word/document.xml")[:-30], "已损坏或加了密码"),
    ("坏.docx", bytes(BROKEN), "已损坏或加了密码"),
    ("另法.docx", package("word/document.xml", packing=zipfile.ZIP_LZMA), "压缩方式不是办公软件所用的"),
    ("另法.xlsx", package("xl/workbook.xml", packing=zipfile.ZIP_BZIP2), "压缩方式不是办公软件所用的"),
    ("两面.pdf", b"<html><script>" + PDF, "不是可用的格式"),
    ("两面程序.pdf", b"MZ\x90\x00" + PDF, "不是可用的格式"),
    ("两面包.pdf", package("a.txt", text=PDF, packing=zipfile.ZIP_STORED), "是压缩包"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD, ids=[name + said for name, _, said in BAD])
def test_a_refused_file_says_what_to_do(name: str, content: bytes, said: str) -> None:
    with pytest.raises(UnacceptableFile, match=said) as refused:
        check_file(name, content)
    assert name in str(refused.value)
    assert "请" in str(refused.value)


def test_a_cut_picture_is_refused_where_the_paper_engine_puts_up_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    for name, form in (("断.jpg", "JPEG"), ("断.png", "PNG")):
        with pytest.raises(UnacceptableFile, match="图片已损坏"):
            check_file(name, picture(form)[:-20])


def test_a_package_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST_UNPACKED", 1000)
    with pytest.raises(UnacceptableFile, match="解压后过大"):
        check_file("弹.xlsx", package("xl/workbook.xml", text=b"0" * 1001))


def test_a_picture_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(UnacceptableFile, match="像素太多"):
        check_file("大图.png", picture("PNG"))
