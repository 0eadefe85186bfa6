"""Screens of the data protection officer."""
