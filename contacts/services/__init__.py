"""The verbs on contacts, by aggregate. The only writers of the app's tables."""
