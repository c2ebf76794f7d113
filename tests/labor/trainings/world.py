"""One session with a file, and which address needs which key."""

from __future__ import annotations

from typing import Any

from labor.models import TrainingFile

OF_NOTHING = ("training_list", "training_export", "training_new")
OF_TRAINING = (
    "training_detail", "training_edit", "training_people", "training_mark", "training_void", "training_print",
    "training_file_add",
)  # fmt: skip
OF_FILE = ("training_file_download", "training_file_remove")


def keys(file: TrainingFile) -> dict[str, dict[str, Any]]:
    """The arguments of each address: of the file, or of its session."""
    return {
        **{name: {} for name in OF_NOTHING},
        **{name: {"pk": file.training_id} for name in OF_TRAINING},
        **{name: {"pk": file.pk} for name in OF_FILE},
    }
