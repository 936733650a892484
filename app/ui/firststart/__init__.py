"""The first start: how this PC will be used, and at most five questions.

page        the steps, the four ways, what is asked for and what is refused.
form        the cards and fields of the first two steps, without logic.
officer     the last step: who sits at the desk, printer and paper, and a trial page.
communes    every commune of the country, found by typing.
"""
