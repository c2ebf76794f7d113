"""Settings of the tests: those of the system, in a data folder of their own that ends with the process."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

OWNER = os.getpid()
FOLDER = Path(tempfile.mkdtemp(prefix="yidaizhen-test-"))


@atexit.register
def remove_folder() -> None:
    if os.getpid() == OWNER:  # not a forked child
        shutil.rmtree(FOLDER, ignore_errors=True)


for name in [name for name in os.environ if name.startswith("YIDAIZHEN_") and name != "YIDAIZHEN_FONTS"]:
    del os.environ[name]  # a private setting of the person who runs the tests must not change their outcome
os.environ["YIDAIZHEN_DATA"] = str(FOLDER)

import environ  # noqa: E402

environ.Env.read_env = lambda *_, **__: None  # nor may a .env file of the developer

from yidaizhen.settings import *  # noqa: E402, F403
from yidaizhen.settings import STATIC_ROOT, TEMPLATES  # noqa: E402


class UndefinedVariable(str):
    """Stands where a template named a variable that is not there; printing it fails the test."""

    def __contains__(self, part: object) -> bool:
        return part == "%s"

    def __mod__(self, name: object) -> str:
        raise AssertionError(f"The template names {name}, which the view does not give.")


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # Argon2 is slow on purpose
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable("undefined %s")  # type: ignore[index]
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
