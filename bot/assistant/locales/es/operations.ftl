# What admins ask and are told.

command-status = Cómo está el bot (solo para quien lo cuida)
command-refresh = Actualizar ahora el catálogo (solo para quien cuida el bot)
command-block = No contestar más a alguien: responde a su mensaje o di su número (solo para quien cuida el bot)
argument-block = [NÚMERO]
command-unblock = Volver a contestarle (solo para quien cuida el bot)
argument-unblock = [NÚMERO]
block-done = 🚫 Desde ahora no contesto a <code>{ $person }</code>. Con /desbloquear vuelvo a hacerlo.
unblock-done = Vuelvo a contestar a <code>{ $person }</code>.
block-whom = ¿A quién? Responde con esta orden a un mensaje suyo, o escribe detrás su número de Telegram.
block-admin = A quien cuida de este bot le contesto siempre.
admins-only = Eso solo puede pedirlo quien cuida de este bot. Con /ayuda ves lo demás.
operations-not-here = Eso solo existe cuando el bot está en Telegram.
status-catalogue = 📀 Catálogo <code>{ $version }</code>, de hace { $age }
status-films = 🎞 { $films } películas
status-no-run = ⚙️ Ninguna actualización desde que arranqué
status-made-of = . Este catálogo salió de:
status-running = ⏳ Actualizando ahora mismo
status-next-run = ⏰ Próxima actualización: { $when } (dentro de { $wait })
status-no-next-run = ⏰ Ninguna actualización prevista
status-process = 🧠 { $memory } MB · en marcha desde hace { $uptime }
refresh-begun = Empiezo a actualizar el catálogo. Te aviso cuando termine; mientras, sigo con el de ahora.
refresh-busy = Ya hay una actualización en marcha. Con /estado ves cómo va.
run-published = ✅ { $when }: catálogo nuevo en { $seconds } s.
run-unchanged = ✅ { $when }: los datos no han cambiado, sigue el mismo catálogo.
run-busy = ⚠️ { $when }: otra ejecución está construyendo el catálogo.
run-failed = ❌ { $when }: falló a los { $seconds } s y sigue el catálogo anterior. Motivo: { $problem }.
run-timeout = ❌ { $when }: tardó más de lo permitido y la paré a los { $seconds } s; sigue el catálogo anterior.
run-account =
    {""}
    { $read } registros leídos: { $kept } películas, { $merged } repetidos unidos, { $put_aside } apartados.
source-dump = The Movies Dataset
source-daily = Tabla diaria de TMDB
source-tmdb = API de TMDB
status-source = 📥 { $source }: datos de hace { $age }
status-source-none = 📥 { $source }: nada todavía
status-source-problem = {" "}⚠️ { $problem }
