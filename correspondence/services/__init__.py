"""The verbs on what leaves: written, called back, delivered; and on the texts of the house. The only writers of the app's tables."""
