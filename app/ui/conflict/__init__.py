"""Cần xử lý: what the province did not accept, beside what it holds, and the officer's choice between the two.

`questions` says a parked dossier and its ways out in words, `form` shows both sides, `page` connects them with
`app.workflows.settling`, which decides.
"""
