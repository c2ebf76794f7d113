"""What `manage.py doctor` looks at. Each check names its subject and returns what is wrong and what to do, in Chinese.

A check never raises: a broken database must not hide a missing font.
"""

import re
import shutil
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from importlib.util import find_spec

from celery import current_app
from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from kombu.exceptions import OperationalError

from dispatch.outputs import missing_outputs
from dispatch.pulse import lasting, pulse
from documents.fonts import font_problems, pango_problems
from labor.archive import undeletable
from labor.models import Worker
from projects.proofs.sweeping import lost, orphans
from units.channel_state import state_of
from units.models import Channel
from units.rotation import values_by_key
from units.secrecy import blind_index, known_keys, unseal
from yidaizhen.worker import WorkerUnavailable, worker_alive

LEAST_FREE_BYTES = 2**30
PAGE_FILES = ("tabler.min.css", "tabler.min.js", "htmx.min.js", "icons.svg")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Finding:
    """`problems` are sentences that say what to do; `note` is a fact worth knowing when there are none."""

    subject: str
    problems: list[str] = field(default_factory=list)
    note: str = ""

    @property
    def ok(self) -> bool:
        return not self.problems


def examine(*, at: datetime) -> list[Finding]:
    """Run every check in a fixed order; `at` is the present moment."""
    return [
        machine(),
        Finding("排版系统库", pango_problems()),
        Finding("公文字体", font_problems()),
        page_files(),
        database(),
        migrations(),
        rows_that_stay(),
        broker(),
        worker(),
        schedule(at=at),
        queue(at=at),
        backup(at=at),
        outputs(at=at),
        channel(Channel.EMAIL, at=at),
        channel(Channel.WEBHOOK, at=at),
        data_folder(),
        keys(),
        sealed_numbers(),
        key_rotation(),
        kept_files(at=at),
        *([browser()] if find_spec("playwright") else []),
    ]


def machine() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    problems = [] if sys.version_info >= (3, 11) else ["需要 Python 3.11 或更高版本。"]
    return Finding("Python", problems, version)


def page_files() -> Finding:
    folder = settings.BASE_DIR / "static" / "vendor"
    missing = [name for name in PAGE_FILES if not (folder / name).is_file()]
    return Finding("页面文件", [f"缺少 {'、'.join(missing)}，请运行 make setup。"] if missing else [])


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            if connection.vendor != "sqlite":
                return Finding("数据库", note=connection.display_name)
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    except DatabaseError as error:
        return Finding("数据库", [f"连不上（{' '.join(str(error).split())}），请检查 DATABASE_URL 和数据库服务。"])
    wrong = "SQLite 不在 WAL 模式，多人同时使用会报“数据库已锁定”；数据文件夹不要放在网络盘上。"
    return Finding("数据库", [] if mode == "wal" else [wrong], "SQLite（WAL）")


def migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Finding("数据表", ["数据库连不上，无法查看。"])
    return Finding("数据表", [f"有 {len(waiting)} 个变更没有执行，请运行 manage.py migrate。"] if waiting else [])


def rows_that_stay() -> Finding:
    """R11: the triggers by which the database refuses to lose wage records."""
    try:
        gone = undeletable.missing(connection)
    except DatabaseError:
        return Finding("禁删保护", ["数据库连不上，无法查看。"])
    wrong = f"有{len(gone)}张工资和用工台账的表没有禁止删除的保护，请由安全管理员运行 manage.py kept_rows --restore。"
    return Finding("禁删保护", [wrong] if gone else [], f"{len(undeletable.KEPT)}张表")


def broker() -> Finding:
    if settings.EMBEDDED_BROKER:
        return Finding("任务队列", unwritable(settings.BROKER_DIR), "内置")
    try:
        with current_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, timeout=3)
    except (OperationalError, OSError) as error:
        return Finding("任务队列", [f"连不上（{error}），请检查 YIDAIZHEN_BROKER_URL 和 Redis 服务。"])
    return Finding("任务队列", note="Redis")


def worker() -> Finding:
    try:
        alive = worker_alive()
    except WorkerUnavailable as error:
        return Finding("任务进程", [str(error)])
    if alive:
        return Finding("任务进程", note="运行中")
    if settings.EMBEDDED_BROKER:
        return Finding("任务进程", note="未启动；命令会临时启动一个，网页使用时请运行 manage.py serve")
    return Finding("任务进程", ["没有运行中的任务进程，请启动 celery worker（见 docs/operations.md）。"])


def schedule(*, at: datetime) -> Finding:
    """The last tick; none is expected of an embedded system that is not being served."""
    if settings.EMBEDDED_BROKER and not worker_alive():
        return Finding("定时任务", note="未启动；随 manage.py serve 运行")
    try:
        seen = pulse(at)
    except DatabaseError:
        return Finding("定时任务", ["数据库连不上，无法查看。"])
    if seen.beat is None:
        return Finding("定时任务", ["还没有运行过，请启动 celery beat（manage.py serve 已包含），一分钟后再查。"])
    late = [f"已有 {seen.beat // 60} 分钟没有运行，请检查 celery beat 和任务进程。"]
    return Finding("定时任务", late if seen.has_stopped else [], f"{lasting(seen.beat)}以内运行过")


def queue(*, at: datetime) -> Finding:
    """How long the oldest job has been waiting."""
    try:
        seen = pulse(at)
    except DatabaseError:
        return Finding("任务排队", ["数据表不全或数据库连不上，无法查看。"])
    problems = [seen.late["queue"]] if "queue" in seen.late else []
    return Finding("任务排队", problems, "最早的已等" + lasting(seen.queue) if seen.queue else "没有排队的任务")


def backup(*, at: datetime) -> Finding:
    """The backup the office's own script told of."""
    try:
        seen = pulse(at)
    except DatabaseError:
        return Finding("备份", ["数据表不全或数据库连不上，无法查看。"])
    if seen.backup is None:
        return Finding("备份", note="还没有登记过；备份脚本成功后请运行 manage.py note_backup")
    return Finding("备份", [seen.late["backup"]] if "backup" in seen.late else [], f"{lasting(seen.backup)}前")


def outputs(*, at: datetime) -> Finding:
    """What the calendar wants to have been made and is not there."""
    try:
        missing = missing_outputs(at)
    except DatabaseError:
        return Finding("应有产出", ["数据表不全或数据库连不上，无法查看。"])
    return Finding("应有产出", [f"{one.label}还没有，由{one.who}：{one.todo}" for one in missing], "没有缺的")


def channel(kind: Channel, *, at: datetime) -> Finding:
    """Mail and the work chat: none is needed, one that is set must work."""
    try:
        problems, note = state_of(kind, at=at)
    except DatabaseError:
        return Finding(kind.label, ["数据表不全或数据库连不上，无法查看。"])
    return Finding(kind.label, problems, note)


def data_folder() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    problems = [problem for folder in (settings.DATA_DIR, settings.MEDIA_ROOT) for problem in unwritable(folder)]
    if free < LEAST_FREE_BYTES:
        problems.append(f"{settings.DATA_DIR} 所在磁盘只剩 {free // 2**20} MB，请清理或扩容到 1 GB 以上。")
    return Finding("数据文件夹", problems, f"{settings.DATA_DIR}，剩余 {free // 2**30} GB")


def unwritable(folder: object) -> list[str]:
    try:
        with tempfile.TemporaryFile(dir=str(folder)):
            return []
    except OSError as error:
        return [f"{folder} 不能写入（{error.strerror}），请把它的所有者改为运行本系统的账号。"]


def keys() -> Finding:
    problems = [
        f"{path} 其他账号可以读到，请执行 chmod 600 {path}。"
        for path in sorted(settings.KEY_DIR.glob("*.key"))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    kept = {"会话": settings.SECRET_KEY, "加密": settings.FIELD_KEY, "索引": settings.INDEX_KEY}
    kept |= {f"旧加密（{name}）": key for name, key in settings.FIELD_KEYS_OLD.items()}
    problems += [f"{name}密钥不是 64 位十六进制数，请改正。" for name, key in kept.items() if weak(key)]
    if settings.FIELD_KEYS_OLD.get(settings.FIELD_KEY_ID, settings.FIELD_KEY) != settings.FIELD_KEY:
        problems.append(f"现行加密密钥和一个旧密钥同用编号“{settings.FIELD_KEY_ID}”，请给现行密钥换一个编号。")
    return Finding("密钥", problems, f"请与数据分开备份：{settings.KEY_DIR}")


def sealed_numbers() -> Finding:
    """Whether the key at hand opens what is stored: a database restored without its keys does not say so itself."""
    try:
        sealed = Worker.objects.order_by("-pk").values_list("id_sealed", flat=True).first()
        unseal(sealed or "")
    except DatabaseError:
        return Finding("加密数据", ["数据表不全或数据库连不上，无法查看。"])
    except (InvalidTag, ValueError):
        return Finding("加密数据", ["当前密钥打不开已存的身份证号，请从备份放回原来的 keys 文件夹或密钥环境变量。"])
    return Finding("加密数据")


def key_rotation() -> Finding:
    """How many values old keys still hold, and whether the index key at hand made the stored indexes."""
    try:
        counted, newest = values_by_key(), Worker.objects.order_by("-pk").first()
    except DatabaseError:
        return Finding("密钥轮换", ["数据表不全或数据库连不上，无法查看。"])
    others = {name: count for name, count in counted.items() if name != settings.FIELD_KEY_ID}
    problems = [under_other_key(name, count) for name, count in sorted(others.items())]
    if newest is not None and not found_again(newest):
        problems.append(
            "当前索引密钥查不到已存的身份证号，请放回原来的索引密钥，或把轮换后的新密钥写入 YIDAIZHEN_INDEX_KEY。"
        )
    spare = sorted(set(settings.FIELD_KEYS_OLD) - set(counted) - {settings.FIELD_KEY_ID})
    note = f"旧密钥 {'、'.join(spare)} 已没有数据使用，可以删去" if spare else "没有用旧密钥加密的数据"
    return Finding("密钥轮换", problems, note)


def under_other_key(name: str, count: int) -> str:
    if name in known_keys():
        return f"还有 {count} 个值用旧密钥 {name} 加密，请运行 manage.py rotate_keys --by 账号。"
    return f"有 {count} 个值用编号“{name}”的密钥加密，环境里没有它，请加入 YIDAIZHEN_FIELD_KEYS_OLD。"


def found_again(worker: Worker) -> bool:
    """Whether a stored index is what the current key makes; a number that no key opens is another check's."""
    try:
        return worker.id_index == blind_index(unseal(worker.id_sealed))
    except (InvalidTag, ValueError):
        return True


def kept_files(*, at: datetime) -> Finding:
    """Whether each file in force is there, and none is that no row knows."""
    try:
        gone, strange = lost(), len(orphans(at=at))
    except DatabaseError:
        return Finding("附件文件", ["数据表不全或数据库连不上，无法查看。"])
    problems = [f"有 {gone} 个附件的文件不在数据文件夹里，请从备份放回 files 文件夹。"] if gone else []
    if strange:
        problems.append(
            f"有 {strange} 个文件没有登记（上传中断留下），请运行 manage.py sweep_files 查看，确认后加 --remove。"
        )
    return Finding("附件文件", problems)


def weak(key: str) -> bool:
    return re.fullmatch(r"[0-9a-fA-F]{64,}", key) is None


def browser() -> Finding:
    found = any(shutil.which(name) for name in BROWSERS)
    return Finding(
        "测试浏览器", [] if found else ["缺少 chromium，请运行 sudo apt-get install chromium。"], "仅开发需要"
    )
