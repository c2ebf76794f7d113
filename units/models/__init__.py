from units.models.audit import AuditEntry, AuditHead
from units.models.people import Role, RoleGrant, User
from units.models.unit import Membership, Sector, Unit, UnitKind

__all__ = ["AuditEntry", "AuditHead", "Membership", "Role", "RoleGrant", "Sector", "Unit", "UnitKind", "User"]
