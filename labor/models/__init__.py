from labor.models.alert import Alert, AlertAct, AlertRule, AlertState, AlertStep, Severity
from labor.models.attendance import Attendance, AttendanceSheet
from labor.models.board import BoardContacts, RightsBoard
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
from labor.models.notice import NoticeFile, NoticePlace, Objection, ObjectionOutcome, PublicNotice
from labor.models.payment import ALIVE, BankForm, Payment, PaymentBatch, PaymentState, Receipt
from labor.models.quantity import Measure, WorkQuantity
from labor.models.retention import RetentionReview
from labor.models.roll import (
    ApprovalBand,
    RollAct,
    RollApproval,
    RollFile,
    RollFileKind,
    RollKind,
    RollOrigin,
    RollState,
    RollStep,
    WageRoll,
)
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
    "ALIVE",
    "LIVE",
    "Ability",
    "Alert",
    "AlertAct",
    "AlertRule",
    "AlertState",
    "AlertStep",
    "ApprovalBand",
    "Attendance",
    "AttendanceSheet",
    "BankForm",
    "BoardContacts",
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
    "Measure",
    "NoticeFile",
    "NoticePlace",
    "Objection",
    "ObjectionOutcome",
    "Payment",
    "PaymentBatch",
    "PaymentState",
    "Placement",
    "PlacementAct",
    "PlacementState",
    "PlacementStep",
    "PublicNotice",
    "Receipt",
    "Relation",
    "ResponseCategory",
    "RetentionReview",
    "RightsBoard",
    "RollAct",
    "RollApproval",
    "RollFile",
    "RollFileKind",
    "RollKind",
    "RollOrigin",
    "RollState",
    "RollStep",
    "Severity",
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
    "WorkQuantity",
    "Worker",
]
