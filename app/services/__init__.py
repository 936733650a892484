"""What an officer does, one module a task; each takes the `Desk` and hands out frozen views, never table rows.

desk is the store with what every task needs beside it. intake receives, with duplicates asked before; acts moves a
dossier on, handover takes dossiers to the units and results back, returning gives the result to the citizen; finding
looks up, and past in the registers of earlier years, whose files past_file reads; blanks are receipts printed ahead for
the time without power; board says what the day asks for, closing ends it with day_sheet and cash; papers prints,
reports counts; drafts keeps what is not saved yet; catalogue, calendar_change, editions, grounds and preferences are
what law and centre choose, as data, and preferences saves all of Cài đặt, with lock_code and print_setup; reckoning
tells a deadline by itself, places knows the communes; centre, setup and practice set the counter up, care looks after
the store. A service asks `rules` what is allowed and writes through `models.journal`.
"""
