"""Seeded ways to spoil a good workbook: its bytes, its zip, its parts, its cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache
from random import Random

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, RELATIONS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
Parts = dict[str, bytes]
CELL = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
VALUES = (
    b"NaN", b"INF", b"1e999", b"-1e308", b"1e-320", b"-0", b"9" * 400, b"2026-13-45", b"\xc2\xb2", b"\xe2\x91\xa0",
    b"\xd9\xa3", b"2958466", b"-1", b"0.1",
    b"999999", b"TRUE", b"#REF!", b"", b" ", b"\xe4\xb8\x80", b"_x0000_", b"_x000D_", b"&#9;", b"&#0;", b"&amp;",
    b"=1+1", b"1,234.5", b"60", b"1e10", b"99999999999", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"\xff\xfe",
)  # fmt: skip
KINDS = (b"s", b"b", b"e", b"d", b"n", b"str", b"inlineStr", b"zz")


@cache
def parts_of(content: bytes) -> tuple[tuple[str, bytes], ...]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return tuple((name, opened.read(name)) for name in opened.namelist())


def zipped(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method, compresslevel=1) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return stream.getvalue()


# The file's bytes


def cut(content: bytes, dice: Random) -> bytes:
    return content[: dice.randrange(len(content))]


def flipped(content: bytes, dice: Random) -> bytes:
    spoiled = bytearray(content)
    for _ in range(dice.choice((1, 2, 8, 64))):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)


def shifted(content: bytes, dice: Random) -> bytes:
    """A piece taken out, doubled, or noise put in."""
    start = dice.randrange(len(content))
    piece = content[start : start + dice.randrange(1, 400)]
    return content[:start] + dice.choice((b"", piece * 2, dice.randbytes(30))) + content[start + len(piece) :]


# The zip's parts


def part_flipped(parts: Parts, dice: Random) -> None:
    name = dice.choice(list(parts))
    parts[name] = flipped(parts[name], dice) if parts[name] else b"\0"


def part_shifted(parts: Parts, dice: Random) -> None:
    name = dice.choice(list(parts))
    parts[name] = shifted(parts[name] or b" ", dice)


def part_dropped(parts: Parts, dice: Random) -> None:
    del parts[dice.choice(list(parts))]


def parts_swapped(parts: Parts, dice: Random) -> None:
    one, other = dice.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def elements_shuffled(parts: Parts, dice: Random) -> None:
    """Two tags of one part change places."""
    name = dice.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    pieces = re.split(rb"(<[^>]*>)", parts[name])
    one, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
    pieces[one], pieces[other] = pieces[other], pieces[one]
    parts[name] = b"".join(pieces)


def attribute_spoiled(parts: Parts, dice: Random) -> None:
    name = dice.choice([name for name in (SHEET, BOOK, RELATIONS, STYLES, STRINGS) if name in parts])
    found = list(re.finditer(rb'="([^"]*)"', parts[name]))
    if found:
        place = dice.choice(found)
        parts[name] = parts[name][: place.start(1)] + dice.choice(VALUES) + parts[name][place.end(1) :]


def bomb(parts: Parts, dice: Random) -> None:
    """Far more inside than the file's size shows: in a part nobody asked for, or in the sheet itself."""
    name = dice.choice((SHEET, STRINGS, "xl/worksheets/sheet9.xml", "xl/media/image1.png"))
    parts[name] = parts.get(name, b"") + b" " * dice.choice((52, 60)) * 2**20


def entities(parts: Parts, dice: Random) -> None:
    name = dice.choice((SHEET, BOOK, STRINGS, RELATIONS))
    bad = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 999 + b'"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    parts[name] = re.sub(rb"(<\?xml[^>]*>)?", lambda match: match.group() + bad, parts.get(name, b""), count=1)


def macro(parts: Parts, dice: Random) -> None:
    if dice.random() < 0.5:
        parts[dice.choice(("xl/vbaProject.bin", "XL/VBAPROJECT.BIN"))] = dice.randbytes(99)
    else:
        parts[TYPES] = parts[TYPES].replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")


def external_link(parts: Parts, dice: Random) -> None:
    parts["xl/externalLinks/externalLink1.xml"] = b"<externalLink/>"
    target = dice.choice((b"http://203.0.113.1/a.xlsx", b"file:///etc/hostname", b"externalLinks/externalLink1.xml"))
    link = b'<Relationship Id="rId99" Type="x/externalLink" Target="' + target + b'" TargetMode="External"/>'
    parts[RELATIONS] = parts[RELATIONS].replace(b"</Relationships>", link + b"</Relationships>")
    _cells(parts, dice, 3, lambda cell: _inside(cell, b"<f>[1]Sheet1!$A$1</f><v>7</v>"))


def sheet_renamed(parts: Parts, dice: Random) -> None:
    name = dice.choice((b"", b"x" * 300, b"../../a", b"a&amp;b", b"\xe5\x90\x88\xe8\xae\xa1", b"a'b", b"&#1;", b"[1]"))
    parts[BOOK] = re.sub(rb'(<sheet\b[^>]*?\bname=")[^"]*', lambda match: match.group(1) + name, parts[BOOK])


def sheets_odd(parts: Parts, dice: Random) -> None:
    """No sheet, the same one many times, hidden ones, or one that leads nowhere."""
    sheet = re.search(rb"<sheet\b[^>]*/>", parts[BOOK])
    assert sheet is not None
    hidden = sheet.group().replace(b"<sheet ", b'<sheet state="veryHidden" ')
    nowhere = sheet.group().replace(b"rId1", b"rId77")
    odd = dice.choice((b"", sheet.group() * 9, hidden, nowhere, sheet.group() + hidden))
    parts[BOOK] = parts[BOOK].replace(sheet.group(), odd)


def deep(parts: Parts, dice: Random) -> None:
    """Elements within elements within elements."""
    name, depth = dice.choice((SHEET, STYLES, BOOK, STRINGS, RELATIONS)), dice.choice((300, 20_000, 100_000))
    nest = b"<a>" * depth + b"</a>" * depth
    parts[name] = re.sub(rb"(</[^>]+>\s*)$", lambda end: nest + end.group(), parts.get(name, b"<a></a>"))


def styles_many(parts: Parts, dice: Random) -> None:
    style = b'<xf numFmtId="' + dice.choice((b"14", b"22", b"164", b"-1", b"99999")) + b'"/>'
    parts[STYLES] = re.sub(
        rb"<cellXfs[^>]*>", lambda match: match.group() + style * dice.choice((1, 64_000)), parts[STYLES]
    )


# The sheet's cells


def _cells(parts: Parts, dice: Random, count: int, spoil: Callable[[bytes], bytes]) -> None:
    content = parts[SHEET]
    found = list(CELL.finditer(content))
    for place in sorted(dice.sample(found, min(count, len(found))), key=lambda place: -place.start()):
        content = content[: place.start()] + spoil(place.group()) + content[place.end() :]
    parts[SHEET] = content


def _inside(cell: bytes, inner: bytes, kind: bytes = b"") -> bytes:
    head = re.sub(rb'\st="[^"]*"', b"", re.match(rb"<c\b[^>]*?(?=/?>)", cell).group())  # type: ignore[union-attr]
    return head + (b' t="' + kind + b'"' if kind else b"") + b">" + inner + b"</c>"


def types_wrong(parts: Parts, dice: Random) -> None:
    def spoil(cell: bytes) -> bytes:
        value = dice.choice(VALUES)
        inner = b"<is><t>" + value + b"</t></is>" if dice.random() < 0.3 else b"<v>" + value + b"</v>"
        return _inside(cell, inner, dice.choice(KINDS))

    _cells(parts, dice, dice.choice((1, 3, 30)), spoil)


def texts_wrong(parts: Parts, dice: Random) -> None:
    """A readable sheet with a wrong text in some cells: what reaches the checks behind the reading."""
    safe = [value for value in VALUES if value not in (b"\xff\xfe", b"&#0;")]
    _cells(
        parts, dice, dice.choice((1, 2, 9)),
        lambda cell: _inside(cell, b"<is><t>" + dice.choice(safe) + b"</t></is>", b"inlineStr"),
    )  # fmt: skip


def numbers_wrong(parts: Parts, dice: Random) -> None:
    numbers = (b"1e300", b"-5", b"0.005", b"1e15", b"123456789012345678", b"2958466", b"-2", b"1e-9", b"45962.99999")
    _cells(parts, dice, dice.choice((1, 2, 9)), lambda cell: _inside(cell, b"<v>" + dice.choice(numbers) + b"</v>"))


def dates_wrong(parts: Parts, dice: Random) -> None:
    """Any number may carry any style, so any may become a date, a time or a span."""

    def spoil(cell: bytes) -> bytes:
        styled = re.sub(rb'\ss="[^"]*"', b"", cell).replace(b"<c ", b'<c s="%d" ' % dice.randrange(12), 1)
        return _inside(styled, b"<v>" + dice.choice((b"0", b"60", b"-1", b"2958466", b"1e12", b"45962.5")) + b"</v>")

    _cells(parts, dice, 9, spoil)


def merged(parts: Parts, dice: Random) -> None:
    areas = (
        b"A1:Z60",
        b"A1:XFD1048576",
        b"C9:A2",
        b"B5:B40",
        b"A:A",
        b"A0:A-1",
        b"E6:F9",
        b"B5:B1048576",
        b"E8:H12",
        b"",
        b"ZZZZZ1:A2",
    )
    cells = b"".join(b'<mergeCell ref="' + dice.choice(areas) + b'"/>' for _ in range(dice.choice((1, 3, 2000))))
    spoiled = re.sub(rb"<mergeCells.*?</mergeCells>", b"", parts[SHEET])
    parts[SHEET] = spoiled.replace(b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>")


def formulas(parts: Parts, dice: Random) -> None:
    texts = (b"SUM(A1:A9)", b"1/0", b"WEBSERVICE(&quot;http://203.0.113.1&quot;)", b"A1" + b"+A1" * 3000, b"")
    ends = (b"", b"<v>1</v>", b"<v>abc</v>", b"<v></v>")
    kinds = (b"", b"str", b"e", b"b")
    _cells(
        parts, dice, dice.choice((1, 9, 60)),
        lambda cell: _inside(cell, b"<f>" + dice.choice(texts) + b"</f>" + dice.choice(ends), dice.choice(kinds)),
    )  # fmt: skip


def strings_huge(parts: Parts, dice: Random) -> None:
    text = dice.choice((b"x", "长".encode(), b"9", b" ", b"&lt;")) * dice.choice((300, 40_000, 300_000))
    _cells(parts, dice, dice.choice((1, 2)), lambda cell: _inside(cell, b"<is><t>" + text + b"</t></is>", b"inlineStr"))


def rows_shuffled(parts: Parts, dice: Random) -> None:
    """Rows out of order, twice, without numbers, or with wrong ones."""
    rows = re.findall(rb"<row\b.*?</row>", parts[SHEET], re.DOTALL)
    way = dice.randrange(4)
    if way == 0:
        dice.shuffle(rows)
    elif way == 1:
        rows *= 2
    elif way == 2:
        rows = [re.sub(rb'\sr="[A-Z]*[0-9]+"', b"", row) for row in rows]
    else:
        rows = [re.sub(rb'<row r="[0-9]+"', b'<row r="%d"' % dice.randrange(60), row) for row in rows]
    _rows_set(parts, b"".join(rows))


def rows_many(parts: Parts, dice: Random) -> None:
    """The last good row a few hundred times more: the import behind the reading must bear it too."""
    rows = re.findall(rb"<row\b.*?</row>", parts[SHEET], re.DOTALL)
    plain = re.sub(rb'\sr="[A-Z]*[0-9]+"', b"", rows[-2])
    _rows_set(parts, b"".join(rows[:-1]) + plain * dice.choice((50, 300)))


def rows_endless(parts: Parts, dice: Random) -> None:
    """Hundreds of thousands of rows, numbered or not, filled or empty."""
    count = dice.choice((60_000, 200_000, 400_000))
    rows = dice.choice((b"<row/>", b"<row><c><v>1</v></c></row>", b'<row r="99999"><c r="A99999"><v>1</v></c></row>'))
    _rows_set(parts, b"".join(re.findall(rb"<row\b.*?</row>", parts[SHEET], re.DOTALL)) + rows * count)


def cells_wide(parts: Parts, dice: Random) -> None:
    address = dice.choice((b"XFD3", b"ZZ3", b"AZZ9", b"A1048576", b"$A$99999", b"A0", b"1A", b"AAAAAAAA1"))
    parts[SHEET] = parts[SHEET].replace(b"</row>", b'<c r="' + address + b'"><v>1</v></c></row>', 1)


def _rows_set(parts: Parts, rows: bytes) -> None:
    parts[SHEET] = re.sub(
        rb"<sheetData>.*</sheetData>", lambda _: b"<sheetData>" + rows + b"</sheetData>", parts[SHEET], flags=re.DOTALL
    )


# A text table's fields


def fields_wrong(content: bytes, dice: Random) -> bytes:
    """Some fields say something else: odd values, a quote that never ends, a separator, a line more or less."""
    fields = re.split(rb"([,\n])", content)
    for _ in range(dice.choice((1, 2, 9))):
        odd = dice.choice((*VALUES, b'"', b'""a"', b",,,", b"\r\n", b"\x00", b"\n" * 9, b"x" * 40_000, b"2026-1"))
        fields[dice.randrange(len(fields))] = odd
    return b"".join(fields)


def recoded(content: bytes, dice: Random) -> bytes:
    """The same words in another encoding than banks use, or in one of theirs."""
    return content.decode("utf-8-sig").encode(dice.choice(("gb18030", "utf-16", "utf-8", "utf-32", "big5")), "replace")


OF_BYTES = (cut, flipped, shifted)
OF_TEXT = (*OF_BYTES, fields_wrong, fields_wrong, fields_wrong, recoded)
COSTLY = (bomb, deep, styles_many, rows_endless)
OF_PARTS = (
    part_flipped, part_shifted, part_dropped, parts_swapped, elements_shuffled, attribute_spoiled, entities, macro,
    external_link, sheet_renamed, sheets_odd, types_wrong, texts_wrong, numbers_wrong, dates_wrong, merged, formulas,
    strings_huge, rows_shuffled, rows_many, cells_wide,
)  # fmt: skip


def mutated(content: bytes, dice: Random) -> tuple[str, bytes]:
    """One spoiled workbook and the name of how; one in forty is costly to read, one in six spoiled twice.

    What is no workbook is a text table, in UTF-8 with its mark.
    """
    if not content.startswith(b"PK"):
        spoil = dice.choice(OF_TEXT)
        return spoil.__name__, spoil(content, dice)
    if dice.random() < 0.15:
        spoil = dice.choice(OF_BYTES)
        return spoil.__name__, spoil(content, dice)
    parts = dict(parts_of(content))
    ways = [dice.choice(COSTLY) if dice.random() < 0.025 else dice.choice(OF_PARTS)]
    ways += [dice.choice(OF_PARTS)] if dice.random() < 0.17 else []
    for way in ways:
        way(parts, dice) if set(parts) >= {SHEET, BOOK, RELATIONS, TYPES, STYLES} else part_flipped(parts, dice)
    return "+".join(way.__name__ for way in ways), zipped(
        parts, dice.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    )
