from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "yidaizhen"
    verbose_name = "以工代赈"

    def ready(self) -> None:
        from assessment.publishing import owner as published
        from assessment.sheets import turn as scores_turn
        from assignments.issues import project_card
        from dispatch import assignment_measures, situation_figures, supervision_sources, work_settings
        from dispatch.reminders import reference as reminders
        from labor import project_annex, stage_witness
        from labor.pay import wiring
        from yidaizhen import neighbors, worker  # noqa: F401 — worker connects the pulse of each worker

        neighbors.register_all()
        assignment_measures.register_all()
        reminders.register_all()
        situation_figures.register_all()
        supervision_sources.register_all()
        work_settings.register_all()
        stage_witness.register_all()
        project_annex.register_all()
        project_card.register_all()
        published.register_all()
        scores_turn.register_all()
        wiring.register_all()
