"""The paper faces: what they cover, how they are evened out, and what is said when one is missing."""

import shutil
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from documents.font_building import build_fonts
from documents.fonts import (
    FACES,
    FANG,
    STACKS,
    MissingFonts,
    font_dir,
    font_problems,
    office_font_files,
    pango_problems,
    require_fonts,
)
from documents.papers import Paragraph, compose_html, render_pdf
from tests.documents.paper_samples import RARE_NAMES, report


@pytest.fixture
def borrowed_fonts(tmp_path, settings):
    """A font folder of this test's own, filled from the one that is ready; sources come from beside the real one."""
    ready = font_dir()
    settings.FONT_DIR = tmp_path / "fonts"
    shutil.copytree(ready, settings.FONT_DIR, ignore=shutil.ignore_patterns("cache"), copy_function=shutil.copy2)
    (tmp_path / "font-packages").symlink_to(ready.parent / "font-packages")
    return settings.FONT_DIR


def test_all_faces_are_ready_here():
    assert font_problems() == []
    assert pango_problems() == []


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.family)
def test_every_face_has_the_same_height(face):
    with TTFont(font_dir() / face.file_name, lazy=True) as font:
        em, hhea, os2 = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
        assert (hhea.ascent / em, -hhea.descent / em) == (pytest.approx(0.88, abs=1e-3), pytest.approx(0.12, abs=1e-3))
        assert (hhea.lineGap, os2.sTypoLineGap) == (0, 0)
        assert os2.sTypoAscender == os2.usWinAscent == hhea.ascent
        assert font["name"].getDebugName(1) == face.family


def characters_of(face):
    with TTFont(font_dir() / face.file_name, lazy=True) as font:
        return set(font.getBestCmap())


@pytest.mark.parametrize("role", ["仿宋", "楷体", "黑体", "小标宋", "宋体"])
def test_every_role_covers_names_digits_and_punctuation(role):
    covered = set().union(*(characters_of(face) for face in FACES if face.family in STACKS[role]))
    assert [sign for sign in RARE_NAMES + "㎡℃0Az〔〕“”—…、。·×％" if ord(sign) not in covered] == []


def test_the_latin_face_holds_ascii_alone():
    latin = next(face for face in FACES if face.family == "Paper Latin")
    assert characters_of(latin) == set(range(0x20, 0x7F))


def test_a_missing_face_is_named_with_its_package(borrowed_fonts):
    (borrowed_fonts / FANG.file_name).unlink()
    with pytest.raises(MissingFonts, match="缺少公文字体 FandolFang.*texlive-lang-chinese.*build_fonts"):
        require_fonts()
    with pytest.raises(MissingFonts):
        render_pdf(compose_html(report()))


def test_building_again_does_nothing_and_a_lost_face_comes_back(borrowed_fonts):
    build_fonts(report=lambda _line: None)
    assert build_fonts(report=lambda _line: None) is False
    (borrowed_fonts / FANG.file_name).unlink()
    assert build_fonts(report=lambda _line: None) is True
    assert font_problems() == []


def test_a_package_that_cannot_be_had_is_named_with_what_to_do(tmp_path, settings, monkeypatch):
    settings.FONT_DIR = tmp_path / "fonts"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError) as refusal:
        call_command("build_fonts")
    assert "取不到软件包 texlive-lang-chinese" in str(refusal.value)
    assert "apt-get update" in str(refusal.value)


def test_the_office_own_font_comes_first_and_the_free_one_behind_it(borrowed_fonts, tmp_path, settings):
    folder = tmp_path / "own"
    folder.mkdir()
    song = next(face for face in FACES if face.family == "Paper SongTi")
    shutil.copy(font_dir() / song.file_name, folder / "仿宋_GB2312.otf")
    settings.PAPER_FONTS_DIR = folder
    assert [path.name for path in office_font_files().values()] == ["仿宋_GB2312.otf"]
    assert "尚未处理" in "".join(font_problems())
    build_fonts(report=lambda _line: None)
    assert font_problems() == []
    pdf = render_pdf(compose_html(report(body=(Paragraph("重点工程堃"),), annexes=(), imprint=None)))
    fonts = {str(font["/BaseFont"]) for font in PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()}
    assert {"Office-FangSong", "Paper-WenKai"} <= {name.split("+")[1] for name in fonts}


def test_a_damaged_font_of_the_office_is_refused_by_name(borrowed_fonts, tmp_path, settings):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "simhei.ttf").write_bytes(b"not a font")
    settings.PAPER_FONTS_DIR = folder
    with pytest.raises(MissingFonts, match="自备字体 simhei.ttf 打不开"):
        build_fonts(report=lambda _line: None)


@pytest.mark.parametrize(("make", "wanted"), [(False, "不存在"), (True, "没有认得的字体文件")])
def test_an_office_folder_without_fonts_is_a_problem(tmp_path, settings, make, wanted):
    settings.PAPER_FONTS_DIR = tmp_path / "own"
    if make:
        settings.PAPER_FONTS_DIR.mkdir()
    assert wanted in "".join(font_problems())
