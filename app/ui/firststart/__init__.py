"""The first start: how this PC will be used, and at most five questions.

page        the two steps, the three ways, what is asked for and what is refused.
form        the cards and fields of both steps, without logic.
communes    every commune of the country, found by typing.
"""
