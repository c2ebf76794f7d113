"""docs/states.md: the state diagrams, kept in step with the move tables."""

from projects.models import Stage, StageAct
from projects.stages.moves import CONDITIONS, STAGE_MOVES
from yidaizhen.states import MARK, refreshed, states_file


def test_the_states_are_up_to_date() -> None:
    text = states_file().read_text("utf-8")
    assert refreshed(text) == text, "Run: manage.py write_states"


def test_what_people_wrote_stays() -> None:
    assert refreshed(f"# 我的话\n{MARK}\n旧图").startswith(f"# 我的话\n{MARK}\n\n## 项目申报")


def test_every_stage_and_every_act_is_shown() -> None:
    generated = states_file().read_text("utf-8").partition(MARK)[2]
    assert [stage for stage in Stage if f"    {stage.value}: {stage.label}" not in generated] == []
    assert [act for act in StageAct if f"| {act.label} `{act.value}` |" not in generated] == []
    assert {move.act for move in (*STAGE_MOVES, *CONDITIONS.values())} == set(StageAct)
