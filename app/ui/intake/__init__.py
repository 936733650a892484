"""Tiếp nhận (F2): one screen from the citizen's card to the printed receipt.

entered           what stands on the form as plain data, what is wrong in it, and the draft it makes
people, procedure (with cases and elsewhere), papers, promise
                  the form's four sections
refusing, by_pen, aside
                  what opens above them
form              puts them together
panel             the paper at the right, with what was done last
preview           draws that paper, of the dossier as it would be received now
lookahead         asks for it while the form is filled, and whether this person already waits
drafting          keeps what is not saved
reception_writer  saves a reception or a refusal, and prints
page              connects them with the services
"""
