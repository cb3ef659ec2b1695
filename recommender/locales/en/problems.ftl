# What goes wrong and a person can mend. A terminal reads it in English, a chat in its language.

cannot-open = { $file } cannot be opened: { $because }
cannot-read = { $file } cannot be read: { $because }
cut-short = { $file } cannot be read to its end: { $because }
cannot-write = { $place } cannot be written to: { $because }
# What the operating system says, and its code.
system-error = { $said }

no-place = { $place } does not exist; expected { dump }
no-dump-format = { $place } is neither a folder nor a readable zip; expected { dump }
no-dump = no films in { $place }; expected { dump }
dump = a folder or a zip with movies_dataset.csv (or movies_metadata.csv) and credits.csv, or with the daily table TMDB_movie_dataset_v11.csv
file-missing = { $file } is missing in { $place }, where { $beside } is
zip-unreadable = { $file } is not a readable zip: { $because }
source-gone = it is no longer in { $place }, or cannot be read
bundled-missing = the bundled { $what } is missing; install butaca again
utf-16 = { $file } is UTF-16; expected UTF-8
empty-file = { $file } is empty; expected the columns { $columns }
columns-missing = { $file } lacks the { $count ->
        [one] column
       *[other] columns
    } { $columns }
no-film = { $file } holds no film that could be read, in { $records } { $records ->
        [one] record
       *[other] records
    }
ratings-unreadable = { $file } cannot be read ({ $because }); expected the columns { $columns }
answers-unreadable = { $file } cannot be read; remove it, and TMDB is asked again

shrunk = the new version would have { $films } films, the live one has { $live }: over { $percent }% fewer; if that is meant, run: butaca etl --force
catalogue-unwritable = the catalogue in { $place } cannot be written: { $because }
locked = another run is at work on { $place }: { $holder }
holder = process { $process } on { $host }, since { $since }
holder-unknown = a process that has only just started or is about to end
exit-status = the process for it ended with { $status }

download-extra = downloading needs an extra: pip install 'butaca[kaggle]'; or { by-hand }
download-account = Kaggle lets nobody download this without an account (HTTP { $status }): set KAGGLE_USERNAME and KAGGLE_KEY to those of your account's API token; or { by-hand }
download-refused = Kaggle answered with an error (HTTP { $status }); or { by-hand }
download-unkept = the download cannot be kept: { $because }; or { by-hand }
download-unreachable = Kaggle cannot be reached ({ $error }); or { by-hand }
download-unreadable = what Kaggle answered cannot be read ({ $error }); or { by-hand }
by-hand = download https://www.kaggle.com/datasets/{ $dataset } with a browser and pass the zip: butaca etl --raw archive.zip

tmdb-busy = another run is asking TMDB
tmdb-used-up = the requests of one run are used up
tmdb-refused = TMDB refused BUTACA_TMDB_API_KEY; copy it again from https://www.themoviedb.org/settings/api
tmdb-away = TMDB cannot be asked: { $because }
