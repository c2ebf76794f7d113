"""Copy the front-end files that the pages use from node_modules into static/vendor; draw the icon sprite."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
ICONS = ROOT / "scripts" / "icons.txt"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "LICENSE-bootstrap-icons": "bootstrap-icons/LICENSE",
    "LICENSE-htmx": "htmx.org/LICENSE",
}
# The maps are not copied: a comment that names one would make the page ask for a missing file.
SOURCE_MAP = re.compile(r"\s*(/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=.*)\s*$")
SVG = re.compile(r'<svg[^>]*\bviewBox="(?P<box>[^"]+)"[^>]*>(?P<body>.*)</svg>', re.DOTALL)


def copy_vendor_files() -> None:
    """Write static/vendor anew; a half-written folder never takes the place of a whole one."""
    draft = VENDOR.with_name("vendor.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, source in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (draft / name).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")
    (draft / "icons.svg").write_text(sprite(icon_names()), encoding="utf-8")
    shutil.rmtree(VENDOR, ignore_errors=True)
    draft.rename(VENDOR)


def icon_names() -> list[str]:
    lines = ICONS.read_text(encoding="utf-8").split("\n")
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def sprite(names: list[str]) -> str:
    """One SVG with a `<symbol id=NAME>` for each icon; pages show one with `<use href="…/icons.svg#NAME">`."""
    symbols = "\n".join(symbol(name) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str) -> str:
    source = MODULES / "bootstrap-icons" / "icons" / f"{name}.svg"
    if not source.exists():
        raise SystemExit(f"scripts/icons.txt 中的图标 {name} 在 bootstrap-icons 里不存在，请改正名称。")
    match = SVG.search(source.read_text(encoding="utf-8"))
    if match is None:
        raise SystemExit(f"图标文件 {source} 不是可识别的 SVG。")
    body = " ".join(match["body"].split())
    return f'<symbol id="{name}" viewBox="{match["box"]}" fill="currentColor">{body}</symbol>'
