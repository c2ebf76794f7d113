from units.models.audit import AuditEntry, AuditHead
from units.models.message import Channel, Message, MessageKind, Outgoing, OutgoingState
from units.models.people import Role, RoleGrant, User
from units.models.unit import Membership, Sector, Unit, UnitKind

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Channel",
    "Membership",
    "Message",
    "MessageKind",
    "Outgoing",
    "OutgoingState",
    "Role",
    "RoleGrant",
    "Sector",
    "Unit",
    "UnitKind",
    "User",
]
