# What is said only on Telegram.

telegram-only-text = I only understand text. Send me the title of a film and I'll tell you what to watch next.
telegram-failed = Something broke while I was answering you. Please try again in a moment.
telegram-too-much = You are faster than me. Give me a minute to catch my breath.

alarm-header = { $kinds ->
    [one] ⚠️ Something failed; the log says more:
   *[other] ⚠️ { $kinds } things failed; the log says more:
}
alarm-line = { $count ->
    [one] • <code>{ $error }</code>
   *[other] • <code>{ $error }</code>, { $count } times
}
