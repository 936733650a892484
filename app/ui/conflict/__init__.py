"""Cần xử lý: what the province did not accept, beside what it holds, and the officer's choice between the two.

`settling` turns a parked dossier into questions and answers into one way out, `form` shows both sides, `page`
connects them.
"""
