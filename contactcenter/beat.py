"""Every periodic task, by frequency. Two beats run at once on purpose: each task tolerates being run twice."""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver-messages": {"task": "correspondence.deliver_due", "schedule": 5.0, "options": {"expires": 4}},
    "deliver-notices": {"task": "contacts.deliver_notices", "schedule": 10.0, "options": {"expires": 9}},
    "hand-letters-in": {"task": "correspondence.hand_in_due", "schedule": 10.0, "options": {"expires": 9}},
    "make-batches": {"task": "correspondence.make_batches", "schedule": 10.0, "options": {"expires": 9}},
    "tell-alerts": {"task": "contactcenter.tell", "schedule": 10.0, "options": {"expires": 9}},
    "enforce-promises": {"task": "contactcenter.enforce", "schedule": 30.0, "options": {"expires": 25}},
    "send-mailings": {"task": "correspondence.send_mailings", "schedule": 30.0, "options": {"expires": 25}},
    "wake-parked": {"task": "contacts.wake_parked", "schedule": 30.0, "options": {"expires": 25}},
    "sign-out-lost": {"task": "contacts.sign_out_lost", "schedule": 30.0, "options": {"expires": 25}},
    "seal-journal": {"task": "audit.seal_journal", "schedule": 60.0, "options": {"expires": 55}},
    "announce-alarms": {"task": "accounts.announce_alarms", "schedule": 60.0, "options": {"expires": 55}},
    "tell-of-break-glass": {"task": "members.tell_of_break_glass", "schedule": 60.0, "options": {"expires": 55}},
    "run-waiting-imports": {"task": "members.run_waiting_imports", "schedule": 60.0, "options": {"expires": 55}},
    "run-waiting-registers": {
        "task": "practitioners.run_waiting_imports",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "tell-late-messages": {"task": "correspondence.tell_late", "schedule": 60.0, "options": {"expires": 55}},
    "take-scans": {"task": "contacts.take_scans", "schedule": 60.0, "options": {"expires": 55}},
    "fetch-mailboxes": {"task": "contacts.fetch_mailboxes", "schedule": 60.0, "options": {"expires": 55}},
    "end-lost-calls": {"task": "contacts.end_lost_calls", "schedule": 300.0, "options": {"expires": 280}},
    "fetch-sources": {"task": "prevention.fetch_sources", "schedule": 300.0, "options": {"expires": 280}},
    "forget-drafts": {"task": "contacts.forget_drafts", "schedule": 3600.0, "options": {"expires": 3000}},
    "forget-drafts-of-forms": {"task": "accounts.forget_drafts", "schedule": 3600.0, "options": {"expires": 3000}},
    "settle-moves": {"task": "members.settle_moves", "schedule": 3600.0, "options": {"expires": 3000}},
    "forget-requests": {"task": "contacts.forget_requests", "schedule": 3600.0, "options": {"expires": 3000}},
    "reconcile-promises": {"task": "contactcenter.reconcile", "schedule": 3600.0, "options": {"expires": 3000}},
    "close-days": {"task": "supervision.close_days", "schedule": 3600.0, "options": {"expires": 3000}},
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": 3600.0, "options": {"expires": 3000}},
    "count-usual-prices": {"task": "quotes.count_usual_prices", "schedule": 86400.0, "options": {"expires": 80000}},
}
