# What is said only over HTTP.

web-no-such-path = Aquí no hay nada. En /docs está todo lo que se puede preguntar.
web-no-such-method = Eso no se puede hacer aquí. En /docs está cómo se pregunta.
web-invalid = No se puede leer: { $names }. En /docs está cómo se pregunta.
web-busy = Hay demasiadas preguntas a la vez. Prueba otra vez en un momento.
web-failed = Algo se ha roto al responder. Prueba otra vez en un momento.
