"""Trả kết quả (F4): open a dossier by its paper, say what goes out and to whom, and give it back with one key.

`form` lays the screen out from the sections `chosen` (which dossier), `handed` (what goes out) and `receiver` (to
whom); `typed` is what stands on it, checked as a whole. `queue` is the panel at the right, `find_ready` finds what a
citizen came for, `return_writer` writes and prints, `page` connects them.
"""
