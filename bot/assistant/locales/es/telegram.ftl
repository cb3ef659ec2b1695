# What is said only on Telegram.

telegram-only-text = Solo entiendo texto. Escríbeme el título de una película y te digo qué ver después.
telegram-failed = Uf, algo se me ha roto al responderte. Prueba otra vez en un momento.
telegram-too-much = Vas más deprisa que yo. Dame un minuto de respiro y seguimos.

alarm-header = { $kinds ->
    [one] ⚠️ Algo ha fallado; el registro dice más:
   *[other] ⚠️ Han fallado { $kinds } cosas; el registro dice más:
}
alarm-line = { $count ->
    [one] • <code>{ $error }</code>
   *[other] • <code>{ $error }</code>, { $count } veces
}
