"""The assistant on Telegram: updates become requests, replies become calls."""

import os

# The library's times are to become timedeltas; until we say that we want them, its own flood
# control warns of it.
os.environ.setdefault("PTB_TIMEDELTA", "true")
