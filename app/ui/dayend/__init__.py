"""Chốt ngày (F8): the day ends with proof, step by step, and Ctrl+Enter is always the next step.

`progress` says how the day stands and what comes next, `cash` counts the drawer, `blanks` asks about receipts written
by pen, `steps` and `panel` are the other parts,
`form` lays them out, `page` connects them with the services.
"""
