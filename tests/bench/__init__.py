"""How fast the program is, each figure beside the floor taken in the same run: `python -m tests.bench` (DESIGN §9).

One module a figure, each with `figures(quick)`. Program and floor take turns, round by round, so that whatever slows
the machine slows both; what is judged is the ratio of their medians, and the absolute figure only where a user feels
it (a frame, the bytes of a slow line).
"""
