"""What covers the window while its store is replaced: a new recovery paper makes its key, or a copy is put back.

road        when which of the two is shown, and what the program does with the desk meanwhile.
cover       what both look like: the brand at the left, a card with its buttons at the right.
digits      the nine groups of a paper, typed or scanned, each checked by itself.
paper       the paper: printed, typed back, and only then the store's key.
restore     the copies of this PC, of sticks and other disks; the paper that opens one; putting it back.
copies      the rows of the list of copies.

Both stand outside the rail: under neither can a desk be used, for its store is closed before it is replaced.
"""
