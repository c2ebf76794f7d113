"""Turning an installation into a demo system: a mark in the data folder, never on a system that serves real people."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from units.models import User
from units.refusals import WrongState
from yidaizhen.settings import env


def enter_demo_mode() -> bool:
    """Mark the data folder as demo; say whether it was new.

    Raises:
        WrongState: real accounts are here, or the environment forbids it.
    """
    if not env.bool("YIDAIZHEN_DEMO", default=True):
        raise WrongState("环境变量 YIDAIZHEN_DEMO 关闭了演示模式，没有载入演示数据。")
    if User.objects.filter(is_demo=False).exists():
        raise WrongState(
            "这个系统里已有正式账号，不能载入演示数据。请换一个数据文件夹（环境变量 YIDAIZHEN_DATA）再运行。"
        )
    mark = Path(settings.DATA_DIR) / "demo-mode"
    is_new = not mark.exists()
    mark.touch()
    settings.DEMO_MODE = True
    return is_new
