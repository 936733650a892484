"""The desk's window: the only room that knows Qt, with one folder per task of the officer.

`kit/` holds the parts every screen is built from, `shell/` the frame around the screens, `shortcuts` every key.
A screen shows frozen views of the services and asks a worker for the next ones; it opens no session and keeps no
state of the dossier.
"""
