from labor.models.attendance import Attendance, AttendanceSheet
from labor.models.company import LaborCompany, WelfarePost
from labor.models.demand import (
    LIVE,
    DemandAct,
    DemandState,
    DemandStep,
    LaborDemand,
    Placement,
    PlacementAct,
    PlacementState,
    PlacementStep,
)
from labor.models.engagement import Engagement, EngagementAct, EngagementStep, Relation
from labor.models.line import WageLine
from labor.models.retention import RetentionReview
from labor.models.roll import RollKind, WageRoll
from labor.models.standard import WageStandard
from labor.models.survey import (
    Ability,
    Category,
    Education,
    Employment,
    LaborSurvey,
    ResponseCategory,
    SurveyPart,
    SurveyResponse,
    Willingness,
)
from labor.models.trade import Trade
from labor.models.training import Trainee, Training, TrainingFile, TrainingFileKind, TrainingKind
from labor.models.worker import Worker

__all__ = [
    "LIVE",
    "Ability",
    "Attendance",
    "AttendanceSheet",
    "Category",
    "DemandAct",
    "DemandState",
    "DemandStep",
    "Education",
    "Employment",
    "Engagement",
    "EngagementAct",
    "EngagementStep",
    "LaborCompany",
    "LaborDemand",
    "LaborSurvey",
    "Placement",
    "PlacementAct",
    "PlacementState",
    "PlacementStep",
    "Relation",
    "ResponseCategory",
    "RetentionReview",
    "RollKind",
    "SurveyPart",
    "SurveyResponse",
    "Trade",
    "Trainee",
    "Training",
    "TrainingFile",
    "TrainingFileKind",
    "TrainingKind",
    "WageLine",
    "WageRoll",
    "WageStandard",
    "WelfarePost",
    "Willingness",
    "Worker",
]
