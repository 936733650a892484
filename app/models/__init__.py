"""The desk's store: one SQLCipher file that holds events, what is projected from them, and what the counter needs.

An event enters through `journal` and no other way, and brings its projection, its search row and its outbox row in the
same transaction; triggers refuse to change or delete one. So the dossier's row can always be made anew from what
happened (ADR 0001). The room knows tables, SQL and the key, and no law: what an event means is asked of `rules`.
Those above read with SQL of their own where a list must be fast, and write their own tables, but never an event or
the outbox, nor of a dossier more than how often its receipt was printed.

tables      every table, as a class; what is in it, and which index is for what.
store       opening, migrating as a copy (ADR 0007), the two kinds of transaction, and what a database error means.
packed      how ids, hashes, bodies and records are written (ADR 0022), in Python and in SQL.
journal     the door: events written here, sent by the relay, answered by it.
event_rows  an event as it lies in the store, and the history of a dossier.
projection  the row of a dossier: what its events say.
counting    the numbers this desk has issued.
chain       what becomes of the desk's chain when its store or its relay was put back to an older state.
search      the folded words a dossier is found by.
setting     the centre, its desk and its place in the province, as named values.
files       scans beside the store, encrypted and named by their SHA-256.
past        the registers of earlier years, in tables of their own (ADR 0015).
migrations  how an old store becomes one of today; a file for each revision, never edited once it was released.
"""
