"""The sub-commands of `motcua`, a module for each part of CLI.md; what they need is imported when one runs.

`motcua find` must not wait for what only `motcua province serve` needs.

**The lock.** On a desk whose screen has a code a command asks for it (`terminal.unlocked`): the lock keeps whoever
stands at the counter while the officer is away from seeing a citizen's data and from acting in the officer's name,
and a command line does both as well as the window. So a command that opens the desk is behind the lock, unless it can
do neither: `sync`, which goes on behind the window's lock too; `close-day`, which says of a day what desk and
province hold, may be said again, prints counts and codes, and runs by itself in the evening; `doctor` and `rebuild`,
which care for the store and name codes at most; `backup`, whose copies nobody reads without the key, and `restore`,
which must work where no store opens, and brings the lock the copy had; `self-test`, in a folder of its own; `numbers`
without a word about the last receipt, and those that only reckon (`deadline`, `communes`). `tests/cli/test_locked.py`
has every command on one side or the other.
"""
