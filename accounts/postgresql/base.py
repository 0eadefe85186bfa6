"""PostgreSQL backend whose every transaction carries the mutuals in scope to row-level security.

The setting is local to the transaction, so a pooled or reused connection can never show one mutual's rows to another.
Outside a transaction nothing is set and no row of a mutual is visible: the wall fails closed.
"""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def _set_autocommit(self, autocommit: bool) -> None:  # noqa: FBT001  Django's signature
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # private, and the only place a transaction begins
        if not autocommit:
            self._carry_scope()

    def _carry_scope(self) -> None:
        # Imported here: the backend is loaded before the app registry, and django_scopes reads models.
        from accounts.scopes import SET_SCOPE, current_mutual_ids, setting_value  # noqa: PLC0415

        if current_mutual_ids():
            # A server that went away is one of Django's errors, here as for every other statement.
            with self.wrap_database_errors:
                self.connection.execute(SET_SCOPE, [setting_value()])
