"""The assistant on Telegram."""
