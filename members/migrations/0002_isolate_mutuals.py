from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = [
    "members_product",
    "members_contract",
    "members_member",
    "members_searchname",
    "members_phone",
    "members_address",
    "members_coverageperiod",
    "members_consent",
    "members_fragility",
    "members_correspondent",
    "members_ground",
    "members_memberimport",
    "members_merge",
    "members_contractevent",
    "members_memberevent",
    "members_phoneevent",
    "members_addressevent",
    "members_consentevent",
    "members_fragilityevent",
    "members_correspondentevent",
]
REFERENCES = [
    ("members_contract", "product_id", "members_product"),
    ("members_member", "contract_id", "members_contract"),
    ("members_searchname", "member_id", "members_member"),
    ("members_phone", "member_id", "members_member"),
    ("members_address", "member_id", "members_member"),
    ("members_coverageperiod", "member_id", "members_member"),
    ("members_coverageperiod", "contract_id", "members_contract"),
    ("members_consent", "member_id", "members_member"),
    ("members_fragility", "member_id", "members_member"),
    ("members_correspondent", "member_id", "members_member"),
    ("members_ground", "member_id", "members_member"),
    ("members_merge", "member_id", "members_member"),
    ("members_merge", "into_id", "members_member"),
    ("members_member", "merged_into_id", "members_member"),
]


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        *(same_mutual(table, column, target) for table, column, target in REFERENCES),
    ]
