"""Cài đặt: what this PC looks like, where it prints, who sits at it, and the code of its lock.

form        the sections and their fields, without logic.
calendar    the section that takes in a holiday notice: what it would change, then Áp dụng.
page        reads printers and the lock, checks, saves.

Text size and colours are taken at once, because they are judged by looking; everything else waits for Ctrl+Enter.
"""
