# What is said only over HTTP.

web-no-such-path = There is nothing here. /docs lists all that can be asked.
web-no-such-method = That cannot be done here. /docs says how to ask.
web-invalid = Cannot be read: { $names }. /docs says how to ask.
web-busy = Too many questions at once. Try again in a moment.
web-failed = Something broke while answering. Try again in a moment.
