"""What an officer does, one module a task; each takes the `Desk` and hands out frozen views, never table rows.

intake receives, acts moves a dossier on, returning gives the result back, finding looks up, board says what the day
asks for, closing ends it; papers prints; drafts keeps what is not saved yet; catalogue, centre and practice set the
counter up; care looks after the store. A service asks `rules` what is allowed and writes through `models.journal`.
"""
