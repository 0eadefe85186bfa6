from members.models.contracts import Contract, MutualChecked, Product
from members.models.details import Address, Consent, Correspondent, CoveragePeriod, Fragility, MemberOwned, Phone
from members.models.grounds import Ground
from members.models.imports import MemberImport
from members.models.merges import Merge
from members.models.people import KnownName, Member, SearchName

__all__ = [
    "Address",
    "Consent",
    "Contract",
    "Correspondent",
    "CoveragePeriod",
    "Fragility",
    "Ground",
    "KnownName",
    "Member",
    "MemberImport",
    "MemberOwned",
    "Merge",
    "MutualChecked",
    "Phone",
    "Product",
    "SearchName",
]
