"""Trả kết quả (F4): one screen from the citizen's receipt to the signed return receipt.

`dossier` is the section that finds and shows the dossier, `receiver` the one that asks who takes the result home,
`form` puts them together with what is handed over, `rows` and `panel` are the queue at the right with what was done
last and its way back, `giving` writes and prints, `page` connects them.
"""
