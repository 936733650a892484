"""The relay: the province's end of sync, one protocol, no state of its own before its database (DESIGN §3.12).

A request comes in past `patience`, which gives slow clients up, and `door`, which reads a body only of a desk, to
`api`, which knows HTTP and nothing else. `enrolment` says which desk is speaking. `ingest`
takes a desk's events: it locks the desk's agency, checks the chain, asks `verdicts` about each event, and writes
events and dossiers in one transaction. `pull` gives events back in the order they were accepted, `closings`
compares a day and signs it. `store` opens the database (SQLite to try it, PostgreSQL in service), `tables` says
what is in it and `schema` makes it so. `home` holds the settings and the signing key, `serve` runs the whole,
`commands` is what `motcua province …` calls.

Whatever a desk sends, one event gets one verdict, which is stored and is the same for ever: a desk whose reply was
lost sends again and learns what happened. The relay keeps refused events too, so each desk's chain is whole here.
Where its own code fails there is no verdict: `faults` logs an incident, nothing is stored, and `refusals` holds the
operator's orders to let the chain go on past the event it failed on.
"""
