"""The desk's window: the only room that knows Qt, with one folder per task of the officer.

A screen asks, shows and prints. It shows frozen views of the services and asks a worker for the next ones; it opens no
session, decides no law, composes no act and keeps no state of a dossier. It reads again when the context says that
something changed, and loses nothing of what is typed, chosen or scrolled to.

today, intake, dossiers, handback, handover, reports, dayend     the places of the rail, in the officer's order
conflict, past, preferences, firststart                          what is gone to from them, and what comes before
shell        the frame around the screens: rail, header, stack, status line, key card, lock
kit          the parts every screen is built from; knows no dossier, no service and no screen
shortcuts    every key, with the screens it works on and its words
application  one run of the window, from the first paint to the joined threads; instance keeps it to one a desk
context      what every screen is handed, and the signal that tells it of anything new
tasks        the workers, and the bridge back to the GUI thread
writing      what one key does: written, told, printed, counted, told again; one thing at a time
working      what takes long, on the worker beside the desk's: told in numbers, stopped by Esc
syncing, locking, printer, crash, ending
             what the status line says, the lock, paper, a bug's one dialog, an end the system asks for
"""
