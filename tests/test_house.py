"""The house keeps its own rules: floors, migrations, doors, templates, words. New apps are covered as they come."""

import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Field
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACT = next(one for one in PROJECT["tool"]["importlinter"]["contracts"] if one["type"] == "layers")
FLOORS = [[app.strip() for app in layer.split("|")] for layer in reversed(CONTRACT["layers"])]  # ground floor first
RANK = {app: height for height, layer in enumerate(FLOORS) for app in layer}

OPEN_PAGES = {"login", "healthz"}
ANSWERED_BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
SAMPLES = {"int": 1, "string": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}
VAGUE_NAMES = {"core", "common", "utils", "util", "helpers", "helper", "misc", "base_utils"}
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
# Spelled in two parts, so that this file does not name what it forbids.
ELSEWHERE = re.compile(
    r"(?<![\w.-])/wo" r"rk/|/tmp/" r"brief|pypi\." r"org|python" r"hosted|npmjs\." r"|registry\." r"|debian\." r"org/"
)


@cache
def sources() -> list[Path]:
    """Every file of the repository, also one not yet committed; nothing that is ignored."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return sorted(ROOT / name for name in names if name and (ROOT / name).is_file())


@cache
def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""  # a workbook or a picture


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def web_templates() -> list[Path]:
    """Templates that a browser shows; paper has its own rules."""
    pages = [path for path in sources() if path.suffix == ".html" and path.is_relative_to(ROOT / "templates")]
    return [path for path in pages if "paper" not in path.relative_to(ROOT).parts]


# Floors


def test_every_app_of_the_project_stands_on_a_floor() -> None:
    own = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert own == set(RANK) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_foreign_keys_point_down_or_stay_on_their_floor() -> None:
    upward = [
        f"{field.model._meta.label}.{field.name} → {target}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, Field) and field.remote_field
        if (here := model._meta.app_label) in RANK and (target := field.related_model._meta.app_label) in RANK
        if target != here and RANK[target] >= RANK[here]
    ]
    assert upward == []


def test_no_module_has_a_vague_name() -> None:
    assert [named(path) for path in sources() if path.suffix == ".py" and path.stem in VAGUE_NAMES] == []


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)  # exits when a model changed


# Words and sizes


def test_no_file_tells_of_a_machine_or_a_registry() -> None:
    found = [(named(path), hit.group()) for path in sources() for hit in ELSEWHERE.finditer(text_of(path))]
    assert found == []


def test_nothing_is_left_unfinished() -> None:
    code = [path for path in sources() if path.suffix in {".py", ".html", ".js", ".css", ".toml", ".md", ""}]
    found = [(named(path), hit.group()) for path in code for hit in UNFINISHED.finditer(text_of(path))]
    assert found == []


def test_python_files_stay_small() -> None:
    python = [path for path in sources() if path.suffix == ".py" and "migrations" not in path.parts]
    long = {named(path): lines for path in python if (lines := len(text_of(path).splitlines())) > 350}
    assert long == {}


def test_each_dependency_says_why_and_is_locked() -> None:
    lines = re.findall(r'^  "([A-Za-z0-9-]+)[^"]*",?[ ]*(#.*)?$', text_of(ROOT / "pyproject.toml"), re.MULTILINE)
    wanted = [re.match(r"[\w-]+", one).group() for one in PROJECT["project"]["dependencies"]]
    reasons = dict(lines)
    assert [name for name in wanted if not reasons.get(name)] == []
    for lock in ("requirements.lock", "requirements-dev.lock"):
        locked = set(re.findall(r"^([a-z0-9-]+)(?:\[|==)", text_of(ROOT / lock), re.MULTILINE))
        assert set(wanted) <= locked, lock


# Doors


def doors() -> list[tuple[str, str]]:
    """Each URL of the system as (name, path), with a sample in the place of every parameter."""
    return list(walk(get_resolver(), "/", ""))


def walk(resolver: URLResolver, prefix: str, namespace: str):
    for entry in resolver.url_patterns:
        path = prefix + filled(entry)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, path, inner)
        else:
            yield f"{namespace}{entry.name}", path


def filled(entry: URLPattern | URLResolver) -> str:
    """The entry's part of the path; a parameter takes the sample of its converter."""
    route = str(entry.pattern)
    if not hasattr(entry.pattern, "_route"):
        return (
            re.sub(r"\(\?P<\w+>[^()]*\)", "1", route).replace("^", "").replace("\\.", ".").replace("$", "").rstrip("?")
        )
    for name, converter in entry.pattern.converters.items():
        sample = sample_of(converter)
        route = re.sub(rf"<(?:\w+:)?{name}>", str(converter.to_url(sample)), route)
    return route


def sample_of(converter: object) -> object:
    kind = type(converter).__name__.removesuffix("Converter").lower()
    assert kind in SAMPLES or hasattr(converter, "sample"), f"{type(converter).__name__} needs a `sample` for this test"
    return SAMPLES.get(kind) or converter.sample


@pytest.mark.django_db
def test_every_page_but_the_open_ones_is_closed_to_strangers() -> None:
    client = Client()
    opened = {}
    for name, path in doors():
        answer = client.get(path)
        to_login = answer.status_code == 302 and answer["Location"].startswith("/login/")
        if not to_login and answer.status_code not in {401, 403}:
            opened[name] = (path, answer.status_code)
    assert set(opened) == OPEN_PAGES, opened


def test_every_page_has_a_name_of_its_own() -> None:
    names = [name for name, _ in doors()]
    assert [name for name in names if name.endswith("None")] == []


# Templates


def test_every_template_is_used() -> None:
    speakers = [path for path in sources() if path.suffix in {".py", ".html"}]
    unused = []
    for path in sources():
        if path.suffix not in {".html", ".txt"} or not path.is_relative_to(ROOT / "templates"):
            continue
        name = str(path.relative_to(ROOT / "templates"))
        if name not in ANSWERED_BY_DJANGO and not any(name in text_of(one) for one in speakers if one != path):
            unused.append(name)
    assert unused == []


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a script in the page", r"<script(?![^>]*\bsrc=)[^>]*>"),
        ("a style in the page", r"<style\b|\sstyle\s*="),
        ("a handler in the page", r"\son[a-z]+\s*="),
        ("a script address", r"javascript:"),
        ("something from outside", r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//"),
        ("text marked safe", r"\|\s*safe\b|autoescape\s+off"),
    ],
)
def test_no_page_holds(what: str, pattern: str) -> None:
    found = [(named(path), hit.group()) for path in web_templates() for hit in re.finditer(pattern, text_of(path))]
    assert found == [], what


def test_every_icon_named_on_a_page_is_in_the_sprite() -> None:
    lines = text_of(ROOT / "scripts" / "icons.txt").splitlines()
    known = {line for line in lines if line and not line.startswith("#")}
    pages = "\n".join(text_of(path) for path in web_templates())
    used = set(re.findall(r'_icon\.html" with name="([^"]+)"', pages))
    used |= {
        name for path in sources() if path.suffix == ".py" for name in re.findall(r'\bicon="([^"]+)"', text_of(path))
    }
    assert used - known == set()


# Settings


def test_a_stranger_meets_safe_settings() -> None:
    from yidaizhen import settings as own

    assert own.DEBUG is False
    assert "*" not in own.ALLOWED_HOSTS
    assert own.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in own.MIDDLEWARE
    assert own.AUTH_USER_MODEL == "units.User"
    assert (own.LANGUAGE_CODE, own.TIME_ZONE, own.USE_TZ) == ("zh-hans", "Asia/Shanghai", True)


def test_tests_keep_to_a_data_folder_of_their_own() -> None:
    assert not settings.DATA_DIR.is_relative_to(ROOT)
    assert settings.KEY_DIR.is_relative_to(settings.DATA_DIR)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/d", "YIDAIZHEN_BROKER_URL": "redis://127.0.0.1:1/0"},
        {"YIDAIZHEN_HTTPS": "1", "YIDAIZHEN_HOSTS": "example.test", "YIDAIZHEN_ORIGINS": "https://example.test"},
    ],
    ids=["embedded", "production", "https"],
)
def test_both_ways_to_run_load_without_a_warning(chosen: dict[str, str], tmp_path: Path) -> None:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("YIDAIZHEN_", "DATABASE_"))}
    environment = {**clean, "DJANGO_SETTINGS_MODULE": "yidaizhen.settings", "YIDAIZHEN_DATA": str(tmp_path), **chosen}
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--fail-level", "WARNING"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
