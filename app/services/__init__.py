"""What an officer does, one module a task; each takes the `Desk` and hands out frozen views, never table rows.

intake receives, acts moves a dossier on, handover takes dossiers to the units and results back, returning gives the
result to the citizen, finding looks up, board says what the day asks for, closing ends it with day_sheet and cash;
papers prints, reports counts; drafts keeps what is not saved yet; catalogue, calendar_change, editions and grounds are
the law as data; places knows the communes; centre and practice set the counter up; care looks after the store. A
service asks `rules` what is allowed and writes through `models.journal`.
"""
