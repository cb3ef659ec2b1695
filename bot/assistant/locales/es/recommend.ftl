# The five films and their reasons.

recommend-header = 🎬 Si te gusta { $film }:
recommend-more = 🎬 Más películas cerca de { $film }:
recommend-nothing = No sé lo bastante de { $film } para decirte otras parecidas.
recommend-no-more = No me quedan más películas cerca de { $film }.
recommend-line = { $place }. { $film }
recommend-details = {" "}· { $details }
recommend-why =
    {""}
    <i>{ $reasons }</i>
button-like-this = Más como { $film }
button-more = Otras cinco ➡️
reason-collection = misma saga
reason-director = también dirigida por { $values }
reason-writer = también escrita por { $values }
reason-cast = con { $values }
reason-keywords = ambas: { $values }
reason-genres = mismo género: { $values }
reason-overview = argumento cercano: { $values }
reason-title = título cercano
reason-company = también de { $values }
reason-decade = misma época
reason-language = mismo idioma
reason-country = mismo país
reason-ratings = les gusta a las mismas personas
