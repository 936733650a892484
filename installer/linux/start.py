"""Where the packaged program begins: `motcua`, or a worker of a relay that runs several.

PyInstaller's own run-time hooks are left out (see motcua.spec): they cost every start, also of `motcua receive`, a
tenth of a second and leave Qt's and the loader's variables to the programs we open. What they did stands here.
"""

from __future__ import annotations

import os
import sys

# PyInstaller's boot set it for this process, which has been loaded; a file manager that we open must not find our Qt.
_before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _before is None:
    os.environ.pop("LD_LIBRARY_PATH", None)
else:
    os.environ["LD_LIBRARY_PATH"] = _before

# A process of ours that we start (a relay, the self-test's) is to find its libraries by itself: without this its boot
# would take our settings for its own and look for none, and a window there would end for want of libxcb-cursor.
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"

if "--multiprocessing-fork" in sys.argv:
    from multiprocessing import spawn

    spawn.freeze_support()
elif sys.argv[-1].startswith("from multiprocessing."):
    # The process that tidies up after workers; Python starts it as `python -c …`, and we are the python here.
    exec(sys.argv[-1])
    sys.exit()

if __name__ == "__main__":
    from app.cli import main

    sys.exit(main())
