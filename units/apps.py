from django.apps import AppConfig
from django.forms import Field


class UnitsConfig(AppConfig):
    name = "units"
    verbose_name = "成员单位与用户"

    def ready(self) -> None:
        # Django's own sentence names a "字段" and not what to do; every form of the house says it this way.
        Field.default_error_messages["required"] = "还没有填，请填写。"
