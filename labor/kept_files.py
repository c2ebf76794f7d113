"""Files of this floor before they are kept: looked into, named without anybody's number, fit for what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.base import File

from documents.attachments import FileType
from documents.masking import without_numbers
from projects.keeping_files import SoundFile, look_into
from units.refusals import Refusal


def sound_files(files: Sequence[File[Any]], *, label: str, taken: Sequence[FileType]) -> list[SoundFile]:
    """The uploads, all fit to be kept as `label` (签字表), which takes these types alone; nothing is kept yet.

    Raises:
        Refusal: every sentence about every file that is not taken in, or there is none.
    """
    looked, wrong = look_into(files)
    sound = [replace(one, name=without_numbers(one.name)) for one in looked]  # a name may hold somebody's number
    wrong += _unfit(sound, label, taken)
    if wrong or not sound:
        raise Refusal(*(wrong or ["请选择要上传的文件。"]))
    return sound


def _unfit(files: Sequence[SoundFile], label: str, taken: Sequence[FileType]) -> list[str]:
    names = "、".join(kind.value.upper() for kind in taken)
    return [
        f"“{one.name}”不能作为{label}：{label}只收{names}。请选对文件，或转换格式后再上传。"
        for one in files
        if one.kind not in taken
    ]
