# El informe exploratorio.

command-eda = Cómo son los datos, en seis gráficos
eda = 📊 <b>Así son los datos</b>: { $films ->
    [one] una película
   *[other] { $shown } películas
    }, catálogo del { $date }.
eda-older = 📊 Estos gráficos son del catálogo del { $date }; hay uno más nuevo, y su informe aún no está hecho.
eda-none = 📊 Todavía no se ha hecho ningún informe sobre los datos. Se hace después de cada actualización del catálogo.
eda-may-be-made = Si quieres, lo hago ahora: tarda un par de minutos.
eda-command = Se hace con <code>butaca eda --publish</code>.
eda-page = El informe entero: <code>{ $path }</code>
eda-chart =
    <b>{ $title }</b>
    { $line }
eda-begun = Empiezo a hacer el informe. Te aviso cuando esté.
eda-busy = El informe ya se está haciendo.
button-eda-make = 📊 Hacer el informe
report-published = ✅ El informe está hecho, en { $seconds } s. Con /eda lo ves.
report-unchanged = ✅ El informe de este catálogo ya estaba hecho. Con /eda lo ves.
report-busy = ⚠️ Otro proceso está haciendo el informe.
report-failed = ❌ El informe no se pudo hacer. { $problem }
report-timeout = ❌ El informe tardó más de lo permitido y lo paré a los { $seconds } s.
