from django.apps import AppConfig


class LaborConfig(AppConfig):
    name = "labor"
    verbose_name = "务工与报酬"

    def ready(self) -> None:
        from labor import filing_figures

        filing_figures.register_all()
