"""A file of campaigns taken over as a whole, or not at all: every row waits for its second reader."""

import csv
from dataclasses import dataclass, field
from typing import TextIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contacts.models import Reason
from prevention import deadlines, services, sheet
from prevention.enums import Confidence
from prevention.errors import CampaignFileError
from prevention.models import Campaign

SHOWN_FAULTS = 20


@dataclass(slots=True)
class Report:
    """How many campaigns came, how many of them have to be verified, have no sentence yet, or were there already."""

    loaded: int = 0
    to_verify: int = 0
    silent: int = 0
    known: int = 0
    campaigns: list[Campaign] = field(default_factory=list)


@transaction.atomic
def load_campaigns(*, file: TextIO, author: User) -> Report:
    """A campaign of the same title and organiser is left as it is. Raises CampaignFileError, with the lines at fault."""
    rows = _sound(file)
    report = Report()
    for row in rows:
        if Campaign.objects.filter(title=row.said["title"], organiser=row.said["organiser"]).exists():
            report.known += 1
            continue
        campaign = services.keep(user=author, said={**row.said, **_checks(row)})
        report.loaded += 1
        report.to_verify += campaign.confidence == Confidence.TO_VERIFY
        if campaign.sentence:
            services.submit(campaign_id=campaign.pk)
        else:
            report.silent += 1
        report.campaigns.append(campaign)
    return report


def _checks(row: sheet.Row) -> dict[str, object]:
    """What is to be verified is on the work list from today on."""
    today = timezone.localdate()
    is_sure = row.said["confidence"] == Confidence.VERIFIED
    return {"checked_on": None, "check_again_on": today + deadlines.CHECK_AGAIN if is_sure else today}


def _sound(file: TextIO) -> list[sheet.Row]:
    known = set(Reason.objects.values_list("code", flat=True))
    rows, faults = [], []
    try:
        for row in sheet.rows_of(file):
            unknown = [code for code in row.said.get("reasons", ()) if code not in known]
            found = [*row.faults, *(_("“%(text)s” is no contact reason.") % {"text": code} for code in unknown)]
            faults += [_("Line %(line)d: %(fault)s") % {"line": row.line, "fault": fault} for fault in found]
            rows.append(row)
            if len(rows) > sheet.LARGEST:
                raise CampaignFileError([_("The file has more than %(rows)d rows.") % {"rows": sheet.LARGEST}])
    except sheet.ColumnsError as error:
        said = _("These columns are missing: %(columns)s.") % {"columns": ", ".join(error.missing)}
        raise CampaignFileError([said]) from None
    except (UnicodeDecodeError, csv.Error):
        raise CampaignFileError([_("The file is not CSV in UTF-8.")]) from None
    if faults:
        raise CampaignFileError(faults[:SHOWN_FAULTS])
    if not rows:
        raise CampaignFileError([_("The file has no campaign.")])
    return rows


def publish_all(*, campaigns: list[Campaign], reader: User) -> int:
    """What an empty demonstration begins with: read by READER. Those without a sentence stay drafts."""
    ready = [one for one in campaigns if one.sentence]
    for one in ready:
        services.publish(user=reader, campaign_id=one.pk)
    return len(ready)
