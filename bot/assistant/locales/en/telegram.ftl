# What is said only on Telegram.

telegram-only-text = I only understand text. Send me the title of a film and I'll tell you what to watch next.
telegram-failed = Something broke while I was answering you. Please try again in a moment.
