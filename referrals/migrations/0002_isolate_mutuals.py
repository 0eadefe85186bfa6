from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

TABLES = ["referrals_referral", "referrals_telling", "referrals_answer"]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_records")]

    operations = [
        *(isolate_by_mutual(table) for table in TABLES),
        same_mutual("referrals_referral", "case_id", "contacts_case"),
        same_mutual("referrals_referral", "follows_id", "referrals_referral"),
        same_mutual("referrals_telling", "referral_id", "referrals_referral"),
        same_mutual("referrals_answer", "referral_id", "referrals_referral"),
    ]
