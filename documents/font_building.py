"""Derives the paper faces: finds each source file, takes one face of a collection, evens out its metrics.

A line with two faces must be as high as a line with one, or a page loses its 22nd line: so every face gets the same
ascent and descent. Each face is renamed, which the reserved names of the OFL also ask of a changed font.
"""

import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Collection, Iterable, Sequence
from hashlib import sha256
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from documents.fonts import (
    FACES,
    OFFICE_FAMILIES,
    Face,
    MissingFonts,
    font_dir,
    office_file_name,
    office_font_files,
)

RECIPE = "1"  # raise it when a derived face would come out differently
ASCENT, DESCENT = 0.88, 0.12  # em; Fandol's own, so the body face does not move
NAMES = {1: "{family}", 2: "Regular", 3: "{family}", 4: "{family}", 6: "{compact}", 16: "{family}", 17: "Regular"}
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>
"""
Report = Callable[[str], None]


def build_fonts(*, debs: Iterable[Path] = (), report: Report = print) -> bool:
    """Derive every face that is missing or stale into `settings.FONT_DIR`; return whether anything was made.

    `debs` are folders that may already hold the .deb files. Raises `MissingFonts` naming every package at once.
    """
    folder = font_dir()
    folder.mkdir(parents=True, exist_ok=True)
    wanted, made = _wanted(), _manifest(folder)
    stale = {name for name, origin in wanted.items() if made.get(name) != origin or not (folder / name).is_file()}
    if not stale and made.keys() == wanted.keys():
        return False
    _derive_free_faces([face for face in FACES if face.file_name in stale], debs, report)
    _derive_office_faces(stale, report)
    _remove_unwanted(folder, wanted)
    _write(folder / "fonts.conf", FONTCONFIG.format(folder=folder.resolve()).encode())
    _write(folder / "manifest.json", json.dumps(wanted, ensure_ascii=False, indent=1).encode())
    return True


def _wanted() -> dict[str, str]:
    """Return file name → what it is made from; the manifest of a finished folder equals this."""
    wanted = {face.file_name: f"{RECIPE} {face.package} {face.path}" for face in FACES}
    for role, path in office_font_files().items():
        wanted[office_file_name(role)] = f"{RECIPE} {path.name} {sha256(path.read_bytes()).hexdigest()}"
    return wanted | {"fonts.conf": f"{RECIPE} {font_dir().resolve()}"}


def _manifest(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _remove_unwanted(folder: Path, wanted: dict[str, str]) -> None:
    for path in folder.glob("*.otf"):
        if path.name not in wanted:
            path.unlink()
    shutil.rmtree(folder / "cache", ignore_errors=True)


# --- finding the source files -------------------------------------------------------------------------------------


def _find_sources(faces: Sequence[Face], debs: Iterable[Path], report: Report) -> dict[str, Path]:
    """Return source path → file: installed, unpacked before, in a .deb at hand, or downloaded now."""
    unpacked = font_dir().parent / "font-packages"
    problems = []
    for package in dict.fromkeys(face.package for face in faces):
        if any(_at_hand(face, unpacked) is None for face in faces if face.package == package):
            try:
                _unpack(_deb(package, [*debs, unpacked], report), package, unpacked)
            except (OSError, subprocess.SubprocessError, LookupError) as error:
                problems.append(_missing_package(package, error))
    if problems:
        raise MissingFonts("\n".join(problems))
    return {face.path: path for face in faces if (path := _at_hand(face, unpacked))}


def _at_hand(face: Face, unpacked: Path) -> Path | None:
    return next((path for path in (Path("/") / face.path, unpacked / face.path) if path.is_file()), None)


def _deb(package: str, folders: Iterable[Path], report: Report) -> Path:
    for folder in folders:
        for path in sorted(folder.glob(f"{package}_*.deb"), reverse=True):
            return path
    report(f"下载软件包 {package}（只解包取字体，不安装）")
    target = font_dir().parent / "font-packages"
    target.mkdir(parents=True, exist_ok=True)
    command = ["apt-get", "download", "-q", package]
    subprocess.run(command, cwd=target, check=True, capture_output=True, text=True)  # noqa: S603 — fixed words
    return next(target.glob(f"{package}_*.deb"))


def _unpack(deb: Path, package: str, unpacked: Path) -> None:
    """Take the faces, and the package's copyright note, out of a .deb; needs neither root nor installation."""
    wanted = {face.path for face in FACES if face.package == package}
    keep = wanted | {f"usr/share/doc/{package}/copyright"}
    command = ["dpkg-deb", "--fsys-tarfile", str(deb)]
    archive = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 — fixed words
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            name = member.name.removeprefix("./")
            if member.isfile() and name in keep and (content := members.extractfile(member)):
                _write(unpacked / name, content.read())
    if absent := [path for path in sorted(wanted) if not (unpacked / path).is_file()]:
        raise LookupError(f"{deb.name} 里没有 {absent[0]}")
    if deb.parent == unpacked:
        deb.unlink()


def _missing_package(package: str, error: Exception) -> str:
    names = "、".join(face.original for face in FACES if face.package == package)
    reason = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
    return (
        f"缺少公文字体 {names}：取不到软件包 {package}（{reason[-1] if reason else '原因不明'}）。"
        f"请先运行 sudo apt-get update 再重试；不能联网时，把 {package} 的 .deb 文件放入一个文件夹，"
        f"运行 manage.py build_fonts --debs 文件夹。"
    )


# --- deriving a face ----------------------------------------------------------------------------------------------


def _derive_free_faces(faces: Sequence[Face], debs: Iterable[Path], report: Report) -> None:
    sources = _find_sources(faces, debs, report)
    for face in faces:
        report(f"处理字体 {face.original} → {face.file_name}")
        _derive(sources[face.path], font_dir() / face.file_name, face.family, face)


def _derive_office_faces(stale: Collection[str], report: Report) -> None:
    for role, path in office_font_files().items():
        if office_file_name(role) not in stale:
            continue
        report(f"处理自备字体 {path.name} → {role}")
        try:
            _derive(path, font_dir() / office_file_name(role), OFFICE_FAMILIES[role])
        except TTLibError as error:
            raise MissingFonts(
                f"自备字体 {path.name} 打不开（{error}），请换成完好的 .ttf、.otf 或 .ttc 文件。"
            ) from error


def _derive(source: Path, target: Path, family: str, face: Face | None = None) -> None:
    number = _number_of(face.member if face else "", source)
    options = {"fontNumber": number, "lazy": True, "recalcTimestamp": False, "recalcBBoxes": False}
    with source.open("rb") as file, TTFont(file, **options) as font:
        if face and face.ascii_only:
            _keep_ascii(font)
        normalize_metrics(font)
        _rename(font, family)
        content = io.BytesIO()
        font.save(content, reorderTables=False)
    _write(target, content.getvalue())


def _number_of(member: str, source: Path) -> int:
    """Return the place of a face, named by its PostScript name, in a collection; −1 for a file of one face."""
    if source.suffix.lower() != ".ttc":
        return -1
    with source.open("rb") as file, TTCollection(file, lazy=True) as faces:
        return [face["name"].getDebugName(6) for face in faces].index(member) if member else 0


def _keep_ascii(font: TTFont) -> None:
    """Keep U+0020–7E alone: else the Latin face takes “ ” — … too and prints them half as wide."""
    options = subset.Options(layout_features=["kern"], notdef_outline=True, hinting=False)
    options.drop_tables += ["FFTM"]  # an editor's time stamp
    keeper = subset.Subsetter(options)
    keeper.populate(unicodes=range(0x20, 0x7F))
    keeper.subset(font)


def normalize_metrics(font: TTFont) -> None:
    """Set ascent 0.88 em, descent 0.12 em and no line gap in all three places a renderer may look.

    Small tables alone are touched: outlines are copied as they are, which takes seconds instead of minutes.
    """
    em = font["head"].unitsPerEm
    up, down = round(ASCENT * em), round(DESCENT * em)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = up, -down, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = up, -down, 0
    os2.usWinAscent, os2.usWinDescent = up, down
    # One weight for all: a paper face is chosen by name, and no other weight may be looked for or imitated.
    os2.usWeightClass, os2.fsSelection = 400, 0x40
    font["head"].macStyle = 0


def _rename(font: TTFont, family: str) -> None:
    names = font["name"]
    rights = [record for record in names.names if record.nameID in (0, 7, 13, 14)]
    names.names = rights
    for number, pattern in NAMES.items():
        text = pattern.format(family=family, compact=family.replace(" ", "") + "-Regular")
        names.setName(text, number, 3, 1, 0x409)


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole, so that a reader never sees half a font."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
