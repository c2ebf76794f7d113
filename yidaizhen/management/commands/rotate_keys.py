"""manage.py rotate_keys: seal personal numbers anew under the current key, or (`--index`) renew the blind indexes."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings

from units.command import SignedCommand
from units.models import User
from units.rotation import Rotated, rotate_field_keys, rotate_index_key, shut_sentence, values_by_key


class Command(SignedCommand):
    help = "轮换加密密钥：把旧密钥加密的号码改用现行密钥加密；中断后重新运行即可接着做（见 docs/operations.md）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--index", action="store_true", help="轮换索引密钥（先停用系统）")
        parser.add_argument("--dry-run", action="store_true", help="只数一数，不改动")

    def act(self, *, by: User | None, **options: Any) -> dict[str, Any]:
        assert by is not None
        rotate = rotate_index_key if options["index"] else rotate_field_keys
        done = rotate(by=by, at=self.now(), dry_run=options["dry_run"])
        shut = [said for said in [shut_sentence(done)] if said]
        left = {name: count for name, count in values_by_key().items() if name != settings.FIELD_KEY_ID}
        return {
            "ok": not shut,
            "what": "index" if options["index"] else "field",
            "dry_run": options["dry_run"],
            "key_id": settings.FIELD_KEY_ID,
            "columns": dict(done.columns),
            "values": done.values,
            "under_old_keys": left,
            "refusals": shut,
            "lines": shut or lines(done, index=options["index"], dry_run=options["dry_run"]),
        }


def lines(done: Rotated, *, index: bool, dry_run: bool) -> list[str]:
    """What a person reads: how many, where, and what comes next."""
    noun = "索引" if index else "加密值"
    if not done.values:
        return [f"没有需要轮换的{noun}。"]
    said = [f"{'将' if dry_run else '已'}轮换 {done.values} 个{noun}。"]
    said += [f"  {column}：{count} 个" for column, count in done.columns.items()]
    if dry_run:
        return [*said, "这是试算，没有改动。"]
    if index:
        return [*said, "请把 YIDAIZHEN_INDEX_KEY 换成新密钥，删去 YIDAIZHEN_INDEX_KEY_NEW，再开放使用。"]
    return [*said, "旧密钥可以从 YIDAIZHEN_FIELD_KEYS_OLD 删去（备份里的旧数据仍要用它，请另存）。"]
