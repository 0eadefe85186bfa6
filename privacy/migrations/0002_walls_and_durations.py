from django.db import migrations

from accounts.rowsecurity import isolate_by_mutual, same_mutual

# The application's role may not change history, nor what was scored and answered: this does, for a person whose erasure
# stands in the same transaction, and for nobody else. It runs as the owner, whom row-level security binds all the same.
ERASE_KEPT = """
CREATE FUNCTION privacy_erase_kept(p_erasure uuid, p_cases uuid[], p_contracts uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    people uuid[];
    history text;
    met integer;
    done integer := 0;
BEGIN
    SELECT array_agg(m.id) INTO people FROM privacy_erasure e
    JOIN members_member m ON m.mutual_id = e.mutual_id AND (m.id = e.member_id OR m.merged_into_id = e.member_id)
    WHERE e.id = p_erasure;
    IF people IS NULL THEN
        RAISE EXCEPTION 'no erasure %', p_erasure USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM contacts_case WHERE id = ANY(p_cases) AND NOT (member_id IS NULL OR member_id = ANY(people)))
       OR EXISTS (SELECT FROM members_member m WHERE m.contract_id = ANY(p_contracts) AND NOT m.id = ANY(people)
                  AND NOT EXISTS (SELECT FROM privacy_erasure e WHERE e.member_id IN (m.id, m.merged_into_id))) THEN
        RAISE EXCEPTION 'rows of somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    DELETE FROM members_memberevent WHERE pgh_obj_id = ANY(people);
    GET DIAGNOSTICS done = ROW_COUNT;
    FOREACH history IN ARRAY ARRAY['members_phoneevent', 'members_addressevent', 'members_consentevent',
                                   'members_fragilityevent', 'members_correspondentevent'] LOOP
        EXECUTE format('DELETE FROM %I WHERE member_id = ANY($1)', history) USING people;
        GET DIAGNOSTICS met = ROW_COUNT;
        done := done + met;
    END LOOP;
    DELETE FROM members_contractevent WHERE pgh_obj_id = ANY(p_contracts);
    GET DIAGNOSTICS met = ROW_COUNT;
    done := done + met;
    UPDATE quality_review SET comment = '[effacé]'
    WHERE sample_id IN (SELECT id FROM quality_sample WHERE case_id = ANY(p_cases));
    GET DIAGNOSTICS met = ROW_COUNT;
    done := done + met;
    UPDATE quality_remark SET text = '[effacé]'
    WHERE review_id IN (SELECT id FROM quality_sample WHERE case_id = ANY(p_cases));
    GET DIAGNOSTICS met = ROW_COUNT;
    done := done + met;
    UPDATE quality_answer SET comment = '[effacé]'
    WHERE comment <> '' AND question_id IN (SELECT id FROM quality_question WHERE case_id = ANY(p_cases));
    GET DIAGNOSTICS met = ROW_COUNT;
    RETURN done + met;
END
$$
"""

# Words of reviews, remarks and answers of the scope's mutuals that are older than their duration, at most P_MOST of each.
FORGET_WORDS = """
CREATE FUNCTION privacy_forget_words(p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before timestamptz := now() - (SELECT make_interval(months => months) FROM privacy_duration WHERE category = 'quality');
    met integer;
    done integer := 0;
BEGIN
    UPDATE quality_review SET comment = '[effacé]' WHERE sample_id IN
        (SELECT sample_id FROM quality_review WHERE at < before AND comment <> '[effacé]' LIMIT p_most);
    GET DIAGNOSTICS done = ROW_COUNT;
    UPDATE quality_remark SET text = '[effacé]' WHERE review_id IN
        (SELECT review_id FROM quality_remark WHERE at < before AND text <> '[effacé]' LIMIT p_most);
    GET DIAGNOSTICS met = ROW_COUNT;
    done := done + met;
    UPDATE quality_answer SET comment = '[effacé]' WHERE question_id IN
        (SELECT question_id FROM quality_answer WHERE at < before AND comment NOT IN ('', '[effacé]') LIMIT p_most);
    GET DIAGNOSTICS met = ROW_COUNT;
    RETURN done + met;
END
$$
"""

# Sealed entries of the journal that are older than its duration, the oldest first, up to P_UPTO. Their seals stay.
FORGET_JOURNAL = """
CREATE FUNCTION privacy_forget_journal(p_upto bigint) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    before timestamptz := now() - (SELECT make_interval(months => months) FROM privacy_duration WHERE category = 'journal');
    done integer;
BEGIN
    UPDATE audit_journalseal SET forgotten_at = now()
    WHERE first_id <= p_upto AND sealed_at < before AND forgotten_at IS NULL;
    DELETE FROM audit_journalentry
    WHERE id <= p_upto AND id <= (SELECT max(last_id) FROM audit_journalseal WHERE forgotten_at IS NOT NULL);
    GET DIAGNOSTICS done = ROW_COUNT;
    RETURN done;
END
$$
"""

LAW = "Droit commun : code civil, article 2224 (cinq ans)"
INSURANCE = "Prescription des opérations des mutuelles : code de la mutualité, article L. 221-11 (deux ans)"
CUSTOMERS = "CNIL, gestion commerciale : durée de la relation, puis prescription"
OWN = "Minimisation et limitation de la conservation : RGPD, article 5(1)(c) et (e)"
CHOSEN = "Fixée par l’organisme ; à confirmer par le délégué"

DURATIONS = [
    ("members", 60, "fin des droits", LAW, CUSTOMERS),
    ("complaints", 60, "réponse ou retrait", LAW, CUSTOMERS),
    ("promises", 24, "clôture de l’appel", INSURANCE, CUSTOMERS),
    ("told", 24, "annonce de l’analyse à l’adhérent", INSURANCE, CUSTOMERS),
    (
        "callers",
        36,
        "clôture du contact",
        OWN,
        "CNIL, gestion commerciale : prospects, trois ans après le dernier contact",
    ),
    (
        "quotes",
        12,
        "annonce ou abandon de l’analyse",
        OWN,
        "CNIL : durée courte pour un devis sans suite, " + CHOSEN.lower(),
    ),
    ("quality", 12, "évaluation ou réponse", OWN, "CNIL, écoute au travail : documents d’analyse, un an au plus"),
    ("refusals", 1, "fin de l’import", OWN, CHOSEN),
    ("archives", 1, "mise à disposition", OWN, CHOSEN),
    (
        "journal",
        12,
        "consultation ou action",
        "Sécurité du traitement : RGPD, article 32",
        "CNIL, délibération 2021-122 du 14 octobre 2021 : de six mois à un an, trois ans au plus",
    ),
]


def lay_durations(apps, schema_editor):
    duration = apps.get_model("privacy", "Duration")
    names = ("category", "months", "counted_from", "basis", "source")
    duration.objects.using(schema_editor.connection.alias).bulk_create(
        duration(**dict(zip(names, row, strict=True))) for row in DURATIONS
    )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("quality", "0002_isolate_mutuals"), ("audit", "0001_initial")]

    operations = [
        *(isolate_by_mutual(table) for table in ("privacy_request", "privacy_erasure")),
        same_mutual("privacy_request", "member_id", "members_member"),
        same_mutual("privacy_erasure", "member_id", "members_member"),
        same_mutual("privacy_erasure", "request_id", "privacy_request"),
        migrations.RunSQL(ERASE_KEPT, "DROP FUNCTION privacy_erase_kept(uuid, uuid[], uuid[])"),
        migrations.RunSQL(FORGET_WORDS, "DROP FUNCTION privacy_forget_words(integer)"),
        migrations.RunSQL(FORGET_JOURNAL, "DROP FUNCTION privacy_forget_journal(bigint)"),
        migrations.RunPython(lay_durations, migrations.RunPython.noop),
    ]
