"""The desk's window: the only room that knows Qt, with one folder per task of the officer.

A screen asks, shows and prints. It shows frozen views of the services and asks a worker for the next ones; it opens no
session, decides no law, composes no act and keeps no state of a dossier.

today, intake, dossiers, handback, handover, reports, dayend     the places of the rail, in the officer's order
conflict, past, preferences, firststart                          what is gone to from them, and what comes before
shell        the frame around the screens: rail, header, stack, status line, key card, lock
kit          the parts every screen is built from; knows no dossier, no service and no screen
shortcuts    every key, with the screens it works on and its words
application  one run of the window, from the first paint to the joined threads; instance keeps it to one a desk
context      what every screen is handed
tasks        the workers, and the bridge back to the GUI thread
syncing, locking, printer, crash, ending
             what the status line says, the lock, paper, a bug's one dialog, an end the system asks for
"""
