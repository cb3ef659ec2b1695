# What goes wrong and a person can mend. A terminal reads it in English, a chat in its language.

cannot-open = no se puede abrir { $file }: { $because }
cannot-read = no se puede leer { $file }: { $because }
cut-short = no se puede leer { $file } hasta el final: { $because }
cannot-write = no se puede escribir en { $place }: { $because }
# What the operating system says, and its code.
system-error = { $code ->
    [EACCES] sin permiso
    [EDQUOT] se acabó la cuota de disco
    [EIO] falló el disco
    [EISDIR] es una carpeta
    [EMFILE] hay demasiados archivos abiertos
    [ENOENT] no existe
    [ENOSPC] no queda espacio en el disco
    [ENOTDIR] no es una carpeta
    [EPERM] sin permiso
    [EROFS] el disco es de solo lectura
   *[other] { $said }
}

no-place = no existe { $place }; hace falta { dump }
no-dump-format = { $place } no es una carpeta ni un zip que se pueda leer; hace falta { dump }
no-dump = no hay películas en { $place }; hace falta { dump }
dump = una carpeta o un zip con movies_dataset.csv (o movies_metadata.csv) y credits.csv, o con la tabla diaria TMDB_movie_dataset_v11.csv
file-missing = falta { $file } en { $place }, donde está { $beside }
zip-unreadable = { $file } no es un zip que se pueda leer: { $because }
source-gone = ya no está en { $place }, o no se puede leer
bundled-missing = falta lo que viene con butaca ({ $what }); instálalo de nuevo
utf-16 = { $file } está en UTF-16; hace falta UTF-8
empty-file = { $file } está vacío; hacen falta las columnas { $columns }
columns-missing = a { $file } { $count ->
        [one] le falta la columna
       *[other] le faltan las columnas
    } { $columns }
no-film = { $file } no tiene ninguna película que se pueda leer, en { $records } { $records ->
        [one] registro
       *[other] registros
    }
ratings-unreadable = no se puede leer { $file } ({ $because }); hacen falta las columnas { $columns }
answers-unreadable = no se puede leer { $file }; bórralo y se vuelve a preguntar a TMDB

shrunk = la versión nueva tendría { $films } películas y la actual tiene { $live }: más de un { $percent } % menos; si es lo que quieres, ejecuta: butaca etl --force
catalogue-unwritable = no se puede escribir el catálogo en { $place }: { $because }
locked = otra ejecución trabaja en { $place }: { $holder }
holder = el proceso { $process } de { $host }, desde { $since }
holder-unknown = un proceso que acaba de empezar o está por terminar
exit-status = el proceso terminó con { $status }

download-extra = para descargar falta un añadido: pip install 'butaca[kaggle]'; o { by-hand }
download-account = Kaggle no deja descargar esto sin una cuenta (HTTP { $status }): pon en KAGGLE_USERNAME y KAGGLE_KEY los del token de tu cuenta; o { by-hand }
download-refused = Kaggle contestó con un error (HTTP { $status }); o { by-hand }
download-unkept = no se puede guardar la descarga: { $because }; o { by-hand }
download-unreachable = no se puede llegar a Kaggle ({ $error }); o { by-hand }
download-unreadable = no se puede leer lo que contestó Kaggle ({ $error }); o { by-hand }
by-hand = descarga https://www.kaggle.com/datasets/{ $dataset } con un navegador y pasa el zip: butaca etl --raw archive.zip

tmdb-busy = otra ejecución está preguntando a TMDB
tmdb-used-up = se acabaron las peticiones de una ejecución
tmdb-refused = TMDB no aceptó BUTACA_TMDB_API_KEY; cópiala otra vez de https://www.themoviedb.org/settings/api
tmdb-away = no se puede preguntar a TMDB: { $because }
