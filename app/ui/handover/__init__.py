"""Bàn giao: dossiers to the units that work on them, and their results back, each on a list that both sides sign.

scans       what a scan means here
draft_lists what is on each list before it is signed, as plain data; no Qt
rows        units, dossiers and signed lists as table rows
defaults    what is known of a result before anybody typed it
results     the fields of one result
form        the layout left of the panel
panel       the paper as it will be printed, and the day's signed lists
reading     what is read of the store, and why a dossier is on neither list
preview     draws the paper
list_writer writes a list when it is signed, then prints it
page        connects them with the services
"""
