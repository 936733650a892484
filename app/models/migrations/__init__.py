"""Migrations of the desk's store, run from code (`app.models.store`), never from a command line.

Each version is written in plain operations and does not import `app.models.tables`: a migration must do in five
years what it does today, whatever the tables look like then.
"""
