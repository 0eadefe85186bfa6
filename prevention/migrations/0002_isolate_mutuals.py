from django.db import migrations

from accounts.rowsecurity import isolate_but_common, isolate_by_mutual, same_mutual


class Migration(migrations.Migration):
    dependencies = [("prevention", "0001_campaigns")]

    operations = [
        isolate_but_common("prevention_campaign"),
        isolate_but_common("prevention_campaignevent"),
        isolate_but_common("prevention_reach"),
        isolate_by_mutual("prevention_prompt"),
        same_mutual("prevention_prompt", "case_id", "contacts_case"),
        same_mutual("prevention_prompt", "member_id", "members_member"),
    ]
