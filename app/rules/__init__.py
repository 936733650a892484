"""The law and its arithmetic, pure: what goes in comes from the caller, what comes out depends on nothing else.

No store, no network, no paper, no window, no file: text is read and moments are given by whoever calls. So a desk and
its province come to the same answer years apart (DESIGN §3.5), a million promises can be held against a second engine
in a test, and branch coverage of the room is asked to be whole. Where the law leaves a reading open the module says
which one it takes and why (DOMAIN); where a figure has no source it is data that says so, and not here. A rule that
refuses raises a code with facts (`app.errors`); the sentence is not its business, but for the one of a due date, which
is a piece of the arithmetic.

events, folding, states     what can happen to a dossier, what its record is after it, what may follow what
record, dossier, body       the one definition of what is known of a dossier, its view for paper and screens, and what
                            an event may say
closing, vocabulary         what both sides hold of a day; the words a field may be filled with
deadline, deadline_words    when a result is promised, and the sentence that says why
calendar, terms, clock      working time, the lengths the law gives, local time
calendar_file               a notice of holidays, read or the line that is wrong
catalogue, fees             procedures by effective date and how two catalogues differ; what a dossier costs
catalogue_file, catalogue_csv
                            a catalogue, read from JSON, JSON Lines or CSV
numbering, editions         dossier codes and a desk's range of them; which set of forms is in force
identity, address, communes who a person is, where an old address lies today, the communes of the country
finder, text, charset       finding a procedure as it is typed; folding; text of before Unicode
vietqr                      the text of a payment's QR code
"""
