"""Usual prices, counted from the platform's own past quotes, whatever mutual they are of; nobody's quote can be told from them."""

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Mutual
from accounts.scopes import within_mutuals
from quotes.deadlines import ENOUGH_CASES, USUAL_MONTHS
from quotes.models import UsualPrice
from quotes.prescription import months_after

COUNT = """
WITH lines AS (
    SELECT line.code, quote.department, line.price, analysis.id AS analysis_id
      FROM quotes_analysis AS analysis
      JOIN quotes_quote AS quote ON quote.analysis_id = analysis.id
      JOIN quotes_quoteline AS line ON line.quote_id = quote.id
     WHERE analysis.started_at >= %(since)s AND analysis.state IN ('analysed', 'told')
)
INSERT INTO quotes_usualprice (code, department, count, low, median, high, counted_at)
SELECT code, COALESCE(department, ''), count(DISTINCT analysis_id),
       percentile_disc(0.25) WITHIN GROUP (ORDER BY price),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY price),
       percentile_disc(0.75) WITHIN GROUP (ORDER BY price), statement_timestamp()
  FROM lines
 GROUP BY GROUPING SETS ((code), (code, department))
HAVING count(DISTINCT analysis_id) >= %(enough)s AND (GROUPING(department) = 1 OR department <> '')
"""


def count_usual_prices() -> int:
    """Count them all anew; how many there are. Run twice at once, the second waits and counts the same."""
    since = months_after(timezone.localdate(), -USUAL_MONTHS)
    with within_mutuals(list(Mutual.objects.values_list("pk", flat=True))), transaction.atomic():
        with connection.cursor() as cursor:
            # A year of all mutuals in one statement, at night: longer than any page may take, and waiting for another of its kind.
            cursor.execute(
                "SET LOCAL statement_timeout = '600s'; SET LOCAL lock_timeout = '600s'; SET LOCAL work_mem = '64MB'"
            )
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('quotes.usual_prices'))")
        UsualPrice.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(COUNT, {"since": since, "enough": ENOUGH_CASES})
            return int(cursor.rowcount)
