"""Tiếp nhận (F2): one screen from the citizen's card to the printed receipt.

`entered` is what stands on the form as plain data, with what is wrong in it and the draft it makes; `people`,
`procedure` (with `cases` and `elsewhere`), `papers` and `promise` are the form's four sections, `refusing` and `aside`
what opens above them, `form` puts them together, `panel` is the paper at the right with what was done last, `preview`
renders that paper, `looking` asks for it while the form is filled, `drafting` keeps what is not saved, `saving` saves
and prints, `page` connects them.
"""
