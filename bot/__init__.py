"""The conversation and its faces."""

import os

# Arrow's own allocator keeps much of what is freed, the system's gives it back. Arrow looks at this
# when it is loaded, here and in the processes that are started from here.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
