"""Tra cứu (F3): the header's box searches, the table lists, and the panel shows one dossier with its history.

rows           hits as table rows, and what is left until a promise
chips          narrow the list
form           the layout left of the panel
in_hand        what is read of the one dossier that every key acts on (UI §1.7)
panel          that dossier: facts, buttons, history, and the inline forms in place of the history
facts          who and what
history        each event, in an officer's words
act_table      every act and what it asks for
acting         the form made from it, with editors, due_date, counts (papers) and qrcode (VietQR)
correctable    every part that can be corrected, as it is typed and as it is meant
correcting     the form made from it
paperlist      the papers to print
act_writer     writes an act or a correction, and prints
paper_preview  shows a paper before either
receive_again  receives a voided dossier anew
scrolled       a part that scrolls only when its words need it
page           connects them to the services

What the registers of past years have of the same words comes from `ui.past.hits`.
"""
