# What is said only on Telegram.

telegram-only-text = Solo entiendo texto. Escríbeme el título de una película y te digo qué ver después.
telegram-failed = Uf, algo se me ha roto al responderte. Prueba otra vez en un momento.
