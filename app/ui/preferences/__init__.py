"""Cài đặt: this PC (its look, printer, officer, lock), and what its centre chooses (calendar, catalogue, hours, money).

form        the sections in order, those of this PC with their fields, without logic.
blanks      the receipts printed ahead: how many lie in the drawer, more of them, which are spoiled.
file_part   a file is chosen, what it would change is shown, then Áp dụng; of the next two.
calendar    takes in a holiday notice: the days, and each open promise it moves.
catalogue   takes in a province's procedures.
hours       the sessions of each weekday.
editions    the set of forms, and the extensions made without a warning.
account     the centre's account, and a VietQR to try.
grounds     the legal grounds of a refusal.
recovery    which recovery paper opens the store, and the way to another one.
trial       lets the program try itself, and shows the page it writes.
page        reads printers and the lock, gathers what is written, has it saved by `services.preferences`.

Text size and colours are taken at once, because they are judged by looking; everything else waits for Ctrl+Enter.
"""
