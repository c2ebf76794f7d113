"""The faces of official paper: which they are, where they come from, whether they are here.

GB/T 9704-2012 names 仿宋, 楷体, 黑体 and 小标宋. Free faces from Debian packages stand in for the licensed
ones; an office that owns the licensed files drops them into `settings.PAPER_FONTS_DIR` and they come first.
`manage.py build_fonts` derives every face once into `settings.FONT_DIR`; nothing is committed.
Reasons and sizes: docs/decisions/paper-fonts.md.
"""

import ctypes
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Face:
    """One free face: the CSS family it is given, and the file of a Debian package it is derived from."""

    family: str
    original: str  # the name people know it by
    package: str
    path: str
    member: str = ""  # PostScript name inside a collection (.ttc)
    ascii_only: bool = False

    @property
    def file_name(self) -> str:
        return f"{self.family.replace(' ', '')}.otf"


FANDOL = "usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
NOTO = "usr/share/fonts/opentype/noto"
FANG = Face("Paper FangSong", "FandolFang", "texlive-lang-chinese", f"{FANDOL}/FandolFang-Regular.otf")
KAI = Face("Paper KaiTi", "FandolKai", "texlive-lang-chinese", f"{FANDOL}/FandolKai-Regular.otf")
HEI = Face("Paper HeiTi", "FandolHei", "texlive-lang-chinese", f"{FANDOL}/FandolHei-Regular.otf")
SONG = Face("Paper SongTi", "FandolSong", "texlive-lang-chinese", f"{FANDOL}/FandolSong-Regular.otf")
TITLE = Face("Paper BiaoSong", "Noto Serif CJK SC Bold", "fonts-noto-cjk", f"{NOTO}/NotoSerifCJK-Bold.ttc",
             member="NotoSerifCJKsc-Bold")  # fmt: skip
SANS = Face("Paper Sans", "Noto Sans CJK SC", "fonts-noto-cjk", f"{NOTO}/NotoSansCJK-Regular.ttc",
            member="NotoSansCJKsc-Regular")  # fmt: skip
WENKAI = Face("Paper WenKai", "LXGW WenKai Light", "fonts-lxgw-wenkai",
              "usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf")  # fmt: skip
LIBERATION = "usr/share/fonts/truetype/liberation"
LATIN = Face("Paper Latin", "Liberation Serif", "fonts-liberation", f"{LIBERATION}/LiberationSerif-Regular.ttf",
             ascii_only=True)  # fmt: skip
GOTHIC_LATIN = Face("Paper Latin Sans", "Liberation Sans", "fonts-liberation",
                    f"{LIBERATION}/LiberationSans-Regular.ttf", ascii_only=True)  # fmt: skip
FACES = (FANG, KAI, HEI, SONG, TITLE, SANS, WENKAI, LATIN, GOTHIC_LATIN)

# Roles of the standard → names under which offices keep their licensed file (without the extension).
OFFICE_FILES = {
    "仿宋": ("仿宋", "仿宋_GB2312", "仿宋GB2312", "simfang", "方正仿宋_GBK", "fzfsk"),
    "楷体": ("楷体", "楷体_GB2312", "楷体GB2312", "simkai", "方正楷体_GBK", "fzktk"),
    "黑体": ("黑体", "simhei", "方正黑体_GBK", "fzhtk"),
    "小标宋": ("小标宋", "方正小标宋简体", "方正小标宋_GBK", "fzxbsjw", "fzxbsk", "fzxbsjw--gb1-0"),
    "宋体": ("宋体", "simsun", "方正书宋_GBK", "fzssk"),
}
OFFICE_FAMILIES = {
    "仿宋": "Office FangSong",
    "楷体": "Office KaiTi",
    "黑体": "Office HeiTi",
    "小标宋": "Office BiaoSong",
    "宋体": "Office SongTi",
}
FONT_SUFFIXES = (".ttf", ".otf", ".ttc")

# Digits of a 仿宋 or 楷体 line come from a Times-metric face, of a 黑体 line from an Arial-metric one (Fandol's own are
# too thin beside its characters); 小标宋 and 宋体 draw their own. After the
# primary face stands one that holds the 1,467 characters of the 8,105 table which Fandol lacks (堃 喆 昇 …).
STACKS = {
    "仿宋": (LATIN.family, OFFICE_FAMILIES["仿宋"], FANG.family, WENKAI.family, TITLE.family),
    "楷体": (LATIN.family, OFFICE_FAMILIES["楷体"], KAI.family, WENKAI.family, TITLE.family),
    "黑体": (GOTHIC_LATIN.family, OFFICE_FAMILIES["黑体"], HEI.family, SANS.family),
    "小标宋": (OFFICE_FAMILIES["小标宋"], TITLE.family),
    "宋体": (OFFICE_FAMILIES["宋体"], SONG.family, TITLE.family),
    "图": (SANS.family,),
}

# What WeasyPrint opens by name; the last one only makes it faster, but up to seven times (docs/decisions).
PANGO_LIBRARIES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libfontconfig.so.1": "libfontconfig1",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


class MissingFonts(Exception):
    """Paper cannot be printed: the message names each missing face, its package, and the command to run."""


def font_stack(role: str) -> str:
    """Return the CSS `font-family` value of a role of the standard: 仿宋, 楷体, 黑体, 小标宋, 宋体; or 图."""
    return ", ".join(f'"{family}"' for family in STACKS[role])


def font_dir() -> Path:
    return Path(settings.FONT_DIR)


def office_font_dir() -> Path | None:
    """Return the folder of the office's own licensed fonts, or None when none is configured."""
    return Path(settings.PAPER_FONTS_DIR) if settings.PAPER_FONTS_DIR else None


def office_font_files() -> dict[str, Path]:
    """Return role → licensed file, for each role the office's folder has a file for."""
    folder = office_font_dir()
    if folder is None or not folder.is_dir():
        return {}
    files = {path.stem.lower(): path for path in sorted(folder.iterdir()) if path.suffix.lower() in FONT_SUFFIXES}
    found = {
        role: [files[stem.lower()] for stem in stems if stem.lower() in files] for role, stems in OFFICE_FILES.items()
    }
    return {role: paths[0] for role, paths in found.items() if paths}


def office_file_name(role: str) -> str:
    return f"{OFFICE_FAMILIES[role].replace(' ', '')}.otf"


def font_problems() -> list[str]:
    """Return one Chinese sentence for each face that is not ready; an empty list means paper can be printed."""
    problems = [
        f"缺少公文字体 {face.original}（{face.file_name}），来自软件包 {face.package}，请运行 manage.py build_fonts。"
        for face in FACES
        if not (font_dir() / face.file_name).is_file()
    ]
    return problems + _office_font_problems()


def _office_font_problems() -> list[str]:
    folder = office_font_dir()
    if folder is None:
        return []
    if not folder.is_dir():
        return [f"自备字体文件夹 {folder} 不存在，请建好文件夹，或者去掉 YIDAIZHEN_PAPER_FONTS 设置。"]
    if not office_font_files():
        known = "、".join(f"{role}.ttf" for role in OFFICE_FILES)
        return [f"自备字体文件夹 {folder} 里没有认得的字体文件，文件名应为 {known} 之一。"]
    return [
        f"自备字体 {path.name}（{role}）尚未处理，请运行 manage.py build_fonts。"
        for role, path in office_font_files().items()
        if not (font_dir() / office_file_name(role)).is_file()
    ]


def require_fonts() -> None:
    """Raise `MissingFonts` naming everything that is missing at once."""
    if problems := font_problems():
        raise MissingFonts("\n".join(problems))


def pango_problems() -> list[str]:
    """Return one Chinese sentence for each system library that WeasyPrint needs and cannot open."""
    return [
        f"缺少系统库 {library}，请运行 sudo apt-get install --no-install-recommends {package}。"
        for library, package in PANGO_LIBRARIES.items()
        if not _opens(library)
    ]


def _opens(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
