from units.models.audit import AuditEntry, AuditHead
from units.models.message import Channel, Message, MessageKind, Outgoing, OutgoingState
from units.models.moving import MovingPaper, PaperStep
from units.models.office import IssuingOffice
from units.models.people import Role, RoleGrant, User
from units.models.unit import Membership, Sector, Unit, UnitKind

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Channel",
    "IssuingOffice",
    "Membership",
    "Message",
    "MessageKind",
    "MovingPaper",
    "Outgoing",
    "OutgoingState",
    "PaperStep",
    "Role",
    "RoleGrant",
    "Sector",
    "Unit",
    "UnitKind",
    "User",
]
