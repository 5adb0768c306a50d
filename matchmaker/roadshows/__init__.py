"""Roadshows: programme, registrations, intents."""
