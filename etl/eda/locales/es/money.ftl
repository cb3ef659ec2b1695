# Dinero.

known-money = De cuántas películas se conocen las cifras
    .x = Década de estreno
    .y = Películas con la cifra (%)
    .first = { $films ->
        [one] De la única película
       *[other] De { $films } películas
    } se conoce el presupuesto de { $budget } y la recaudación de { $revenue }: ambos, de { $both } ({ $share }).
    .second = La década mejor conocida es la de { $decade }, con el { $decade_share }; { $suspect ->
        [0] ninguna cifra es sospechosa
        [one] una cifra sospechosa queda fuera
       *[other] { $suspect } cifras sospechosas quedan fuera
    }.
    .none = De ninguna película con fecha se conocen el presupuesto o la recaudación.
known-money-budget = presupuesto
known-money-revenue = recaudación
known-money-both = ambos
table-known-money = Películas con cifras conocidas por década

amounts = Presupuestos y recaudaciones
    .x = Dólares de EE. UU. (escala logarítmica)
    .y = Películas
    .first = { $budgets ->
        [0] No se conoce ningún presupuesto
       *[other] El presupuesto mediano es de { $budget } ({ $budgets ->
            [one] uno conocido
           *[other] { $budgets } conocidos
        })
    } y { $revenues ->
        [0] no se conoce ninguna recaudación
       *[other] la recaudación mediana de { $revenue } ({ $revenues ->
            [one] una conocida
           *[other] { $revenues } conocidas
        })
    }.
    .second = El 1 % más caro suma el { $budget_top } de todos los presupuestos, y el 1 % más taquillero el { $revenue_top } de todas las recaudaciones.
    .none = No se conoce ningún presupuesto ni ninguna recaudación.
amounts-budget = presupuesto ({ $count })
amounts-revenue = recaudación ({ $count })

returns = Retorno: recaudación entre presupuesto
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Películas
    .even = lo gastado
    .middle = mediana
    .first = La película mediana recauda { $middle } su presupuesto ({ $known } de { $films } con ambas cifras conocidas), y la mitad central entre { $low } y { $high }.
    .second = El { $even } recauda al menos lo que costó; el retorno medio es { $mean }, y todas juntas recaudan { $together } lo que costaron.
    .none = Ninguna película tiene conocidos a la vez presupuesto y recaudación.

budget-revenue = Presupuesto y recaudación
    .x = Presupuesto (US$, escala logarítmica)
    .y = Recaudación (US$, escala logarítmica)
    .legend = Películas
    .even = 1×
    .tenfold = 10×
    .first = { $enough ->
        [yes] En { $known } películas, la correlación de rangos entre presupuesto y recaudación es { $rho } (entre { $rho_low } y { $rho_high } con un { $level } de confianza)
       *[no] { $known ->
            [one] Solo una película tiene
           *[other] { $known } películas tienen
        } ambas cifras, pocas para medir si crecen juntas
    }.
    .second = Recauda al menos lo que costó el { $even } de todas, y el { $dear_even } de la cuarta parte más cara (desde { $limit }).
    .none = Ninguna película tiene conocidos a la vez presupuesto y recaudación.

returns-genre = Retorno mediano por género
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Género (películas con cifras)
    .first = El género con mayor retorno mediano es { $best }, { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza; el menor, { $worst }, { $worst_return } (de { $worst_low } a { $worst_high }).
    .second = De { $groups } géneros con { $enough } o más películas conocidas, en { $above } la mediana supera lo gastado sin que el intervalo lo ponga en duda.
    .none = Ningún género tiene bastantes películas con presupuesto y recaudación conocidos.
returns-decade = Retorno mediano por década
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Década (películas con cifras)
    .first = La década con mayor retorno mediano es la de { $best }, { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza; la de menor, la de { $worst }, { $worst_return } (de { $worst_low } a { $worst_high }).
    .second = De { $groups } décadas con { $enough } o más películas conocidas, en { $above } la mediana supera lo gastado sin que el intervalo lo ponga en duda.
    .none = Ninguna década tiene bastantes películas con presupuesto y recaudación conocidos.
returns-company = Retorno mediano de las productoras con más cifras
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Productora (películas con cifras)
    .first = De ellas, la de mayor retorno mediano es { $best }, { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza; la de menor, { $worst }, { $worst_return } (de { $worst_low } a { $worst_high }).
    .second = De estas { $groups } productoras, en { $above } la mediana supera lo gastado sin que el intervalo lo ponga en duda.
    .none = Ninguna productora tiene bastantes películas con presupuesto y recaudación conocidos.
returns-month = Retorno mediano por mes de estreno
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Mes (películas con cifras)
    .first = El mes con mayor retorno mediano es { $best }, { $best_return } ({ $best_known } de { $best_films } con cifras), entre { $best_low } y { $best_high } con un { $level } de confianza; el de menor, { $worst }, { $worst_return } (de { $worst_low } a { $worst_high }).
    .second = De { $groups } meses con { $enough } o más películas conocidas, en { $above } la mediana supera lo gastado sin que el intervalo lo ponga en duda.
    .none = Ningún mes tiene bastantes películas con presupuesto y recaudación conocidos.
table-returns = Retornos sobre las películas con cifras conocidas

correlations = Con qué van la recaudación y el retorno
    .x = Correlación de rangos de Spearman (de −1 a 1)
    .y = Medida
    .first = La correlación más fuerte es la de «{ $of }» y «{ $with }»: { $rho } (entre { $low } y { $high } con un { $level } de confianza).
    .second = La más fuerte del retorno es con «{ $return_with }» ({ $return_rho }); { $unsure ->
        [0] ninguno de los { $pairs } intervalos incluye
        [one] uno de los { $pairs } intervalos incluye
       *[other] { $unsure } de los { $pairs } intervalos incluyen
    } el cero. Ir juntos no es ser causa.
    .none = Hay muy pocas películas con presupuesto y recaudación conocidos para medir correlaciones.
table-correlations = Correlaciones de rangos y sus intervalos

sure-3 = cifras seguras (3 de 3)
sure-2 = 2 de 3
sure-1 = 1 de 3
sure-0 = 0 de 3
of-three = { $count } de 3

profits = Las películas que más ganaron
    .x = Beneficio: recaudación menos presupuesto (US$)
    .y = Película
    .first = La que más ganó es { $film }: { $profit }, con { $revenue } de recaudación y { $budget } de presupuesto.
    .second = { $shown ->
        [one] Es la única que ganó
       *[other] Las { $shown } de la lista suman { $sum }
    }; { $sure ->
        [0] ninguna cumple
        [one] una cumple
       *[other] { $sure } cumplen
    } las tres pruebas de cifras seguras: ambas de { $least } o más, tantos votos como la mediana, y un retorno sin z robusta mayor que { $z }.
    .none = Ninguna película con cifras conocidas dio beneficio.
losses = Las películas que más perdieron
    .x = Pérdida: presupuesto menos recaudación (US$)
    .y = Película
    .first = La que más perdió es { $film }: { $profit }, con { $revenue } de recaudación y { $budget } de presupuesto.
    .second = { $losing } de las { $known } películas con cifras ({ $share }) recaudaron menos de lo que costaron; de las { $shown } de la lista { $sure ->
        [0] ninguna cumple
        [one] una cumple
       *[other] { $sure } cumplen
    } las tres pruebas de cifras seguras.
    .none = Ninguna película con cifras conocidas perdió dinero.
multiples = Los mayores retornos, y cuánto fiarse
    .x = Retorno (veces el presupuesto, escala logarítmica)
    .y = Película
    .first = El mayor retorno escrito es el de { $film }: { $ratio } ({ $revenue } con { $budget }).
    .second = { $sure ->
        [0] Ninguna de las { $known } películas con cifras cumple las tres pruebas de cifras seguras
       *[other] { $sure } de { $known } ({ $sure_share }) cumplen las tres pruebas de cifras seguras; entre ellas el mayor es el de { $sure_film }, { $sure_ratio }
    }.
    .none = Ninguna película tiene conocidos a la vez presupuesto y recaudación.
table-films-money = Las cifras de estas películas
