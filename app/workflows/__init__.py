"""What needs both siblings below: the services, which know the desk, and sync, which knows the line (DESIGN §2).

Those two never import each other, so whoever joins them would have to be the window or the command line, and each
would join them in its own way. Here each task is joined once, and both call it: `opening` opens a desk, `setting_up`
makes a centre or sets a PC up from a file, `joining` joins a province, `line` sends and fetches, `day_end` closes the
day with proof, `settling` ends what the province refused.

A workflow asks and shows nothing, takes and gives records, and raises codes. Where it touches the store alone it is
one transaction; where it waits for the line none is open (DESIGN §5). Its module reads the libraries of store and
line when it is imported, so the window imports it when it is needed, after the first paint (DESIGN §8).
"""
