"""manage.py bootstrap --office-user NAME: an empty, ready system; run again, it changes nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command

from units.command import SignedCommand
from units.models import User
from units.reference import Loaded
from units.refusals import Refusal
from yidaizhen.first_office import FirstOffice, ensure_office_user
from yidaizhen.reference import load_all_reference


class Command(SignedCommand):
    help = "建好一个可用的空系统：数据库、基础数据和一名办公室管理员。重复执行不改动已有内容。"
    needs_signature = False
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--office-user", required=True, metavar="账号", help="办公室管理员的账号")
        parser.add_argument("--name", default="", metavar="姓名", help="该管理员的姓名（默认与账号相同）")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读首次密码，不自动生成")

    def signer(self, username: str | None) -> None:  # noqa: ARG002
        """Before the first office user there is nobody to sign: the system sets itself up."""
        return

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        password = _password_from_stdin() if options["password_stdin"] else None
        call_command("migrate", verbosity=0, interactive=False)
        loaded = load_all_reference(by=by, at=self.now())
        username: str = options["office_user"]
        office = ensure_office_user(
            username=username, name=options["name"] or username, password=password, at=self.now()
        )
        return {**_facts(loaded, office), "lines": [*_lines(loaded, office)]}


def _password_from_stdin() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Refusal("标准输入里没有密码，请在第一行写上首次密码。")
    return password


def _facts(loaded: Loaded, office: FirstOffice) -> dict[str, Any]:
    return {
        "office_user": office.user.username,
        "created": office.created,
        "granted": office.granted,
        "password": office.password,
        "reference_created": loaded.created,
        "reference_updated": loaded.updated,
    }


def _lines(loaded: Loaded, office: FirstOffice) -> list[str]:
    username = office.user.username
    lines = [f"数据库已就绪；基础数据新增 {loaded.created} 行，更新 {loaded.updated} 行。"]
    if office.created:
        lines.append(f"已建办公室管理员账号“{username}”，首次登录须修改密码。")
    elif office.granted:
        lines.append(f"账号“{username}”已存在，已授予办公室管理员；密码没有改动。")
    else:
        lines.append(f"账号“{username}”已是办公室管理员，没有改动。")
    if office.password:
        lines.append(f"首次密码（只显示这一次）：{office.password}")
    return lines
