"""Everyday words of Spanish and English, folded.

A text made of them is talk, not a mistyped title: "vale" is not "Valet", nor "perdona" "Persona".
They widen the vocabulary that is learnt from the catalogue, which speaks of films.
"""

from __future__ import annotations

import re

SPANISH = frozenset(
    """
    a abajo abierto abre abrir abuela abuelo aburre aburrido aburro acaba acabar acabo accion
    acerca acuerdo ademas adentro adios adonde afuera agua ahi ahora aire al algo alguien algun
    alguna algunas alguno algunos alla alli alto ama amable amiga amigas amigo amigos amo amor
    ando animo ano anoche anos ante antes apaga apenas aprende aprender aqui arriba arroz asco
    asi aun aunque ayer ayuda ayudame ayudar azul bah baja bajo banco bano barato barco barrio
    basta bastante beber bebo besito beso besos bien bienvenido billete blanco boca bocadillo
    bolsa bonita bonito broma bromas buen buena buenas bueno buenos busca buscar buscas busco
    cabeza cada cae caer cafe calla callate calle calor cama cambia cambiar cambio camina camino
    campo cansada cansado cara carne caro carta casa casi caso cena cenamos cenar cerca cerrado
    cerrar cerveza chao chica chicas chico chicos chiste chistes chulo cielo cierto cine cita
    ciudad clara claro clase clima coche cocina coge coger color come comer comida como compra
    comprado comprar con conoce conocer conoces contar contento contesta contigo contra correo
    correr corta corto cosa cosas crees creo cual cuales cualquier cuando cuanta cuanto cuantos
    cuarto cuenta cuentame cuesta cuidado culpa cumple cumpleanos da dado dame dar das dato de
    debe deber debes debo decia decir deja dejame dejar del demas demasiado dentro depende
    deporte derecha desayuno descansa descansar desde despacio despierta despues di dia dias
    dice dicen dices dicho dieta diferente dificil digo dile dime dinero dio dios direccion
    disculpa divertido doctor domingo donde dormir dos doy duda duele duerme dulce dura e edad
    ejemplo el ella ellas ellos embargo empezar empieza empresa en encanta encontrar enero
    enfadado enfermo entender entiende entiendes entiendo entonces entra entrada entre era
    eramos eran eres error es esa esas escribe escribir escucha escuela ese eso esos espera
    esperar espero esposa esta estaba estado estais estamos estan estar estas este esto estos
    estoy estudia estudiar examen facil falta familia favor favorito fea felicidades feliz feo
    fiesta fin final foto fotos frio fue fuera fueron fui funciona futbol ganado ganar ganas
    gano gasolina gato genial gente gol gracias gran grande grandes grave grupo guapa guapo guay
    gusta gustado gustan gustas gusto ha haber habia habla hablame hablamos hablar hablas hable
    hace hacemos hacen hacer haces hacia hago hambre han has hasta hay haz he hecho helado hemos
    hermana hermano hice hija hijo hijos hizo hola hombre hombro hora horas hotel hoy hubo huevo
    huevos idea ido igual imposible informacion ingles ir izquierda jaja jamas jefe jo joven
    juega juegan juego jueves jugar junto juntos justo la lado largo las le leche leer lejos les
    levanta libre libro limpiar linda lindo listo llama llamada llamado llamame llamar llamas
    llamo llega llegado llegar llego llena lleno lleva llevar llevo llover llueve lo loca loco
    los luego lugar lunes luz madre mal mala maldita malo mama mami manana mando manera mano
    manos maravilla martes mas mayor me media medico medio mejor menos mensaje mentira mes mesa
    meses meter mi mia mientras miercoles mil minuto minutos mio mira mirar mis misma mismo moda
    modo mola molesta momento mono morir movil mucha muchas mucho muchos muerto mueve mujer
    mundo musica muy nada nadie navidad necesita necesitas necesito negro ni nina ninguna
    ninguno nino ninos no noche noches nombre normal nos nosotros noticia noticias novia novio
    nuestra nuestro nueva nuevo numero nunca o obra oficina oido oir ojala ojo ojos okey oler
    olvida olvidado olvides opinas opinion orden ordenador oro os otra otras otro otros oye
    padre padres paga pagar pais palabra palabras pan papa papi para parece paro parte partido
    pasa pasado pasando pasar paso patatas paz pedido pedir pena pensar peor pequena pequeno
    perdido perdon perdona perdone perfecto pero perra perro perros persona personas pesado
    pesar pie piensas pienso pierdes pierna piso pizza playa plaza pobre poco pocos podemos
    poder podria podrias policia politica pollo pon poner pongo ponme poquito por porfa porque
    posible precio prefiero pregunta preguntas preocupes primera primero primo problema
    problemas profe programa pronto propio prueba puede pueden puedes puedo puerta pues puesto
    punto puta que queda quedamos quedar queja querer querida quien quienes quiere quieres
    quiero quince quisiera quita quizas radio rapido raro rato razon regalo reir reloj responde
    respuesta restaurante rica rico risa rojo rollo ropa rota roto sabado sabe saben saber sabes
    sabia sabor saca sale sales salgo salir salud saludos se sea seas sed seguir segundo seguro
    semana semanas senor senora sentido ser seria serio servicio sexo si sido siempre siento
    siete siga sigo sigue silencio silla simple sin sino sitio sobre sois sol sola solo somos
    son sonar sopa soy su sube sucio suelo suena suerte super supuesto sus tal talla tambien
    tampoco tan tanta tanto tantos tarda tarde tardes te tele telefono television ten tendra
    tenemos tener tengo tenia tiempo tienda tiene tienen tienes tio tipo tira toca toda todas
    todavia todo todos toma tomar tonta tonterias tonto trabaja trabajar trabajas trabajo trae
    traeme traer tranquila tranquilo trata tren tres triste tu tus tuyo u ultima ultimo un una
    unas uno unos usar usted ustedes va vacaciones vale vamos van vas vaya ve vea veces vecino
    ven venga vengo venir venta veo ver verano verdad verde verguenza vete vez vi via viaje vida
    viejo viene vienes viento viernes vino vista visto vive vivir vivo volver vosotros voy voz
    vuelta vuelve vuelvo ya yo zapatos
    """.split()
)

ENGLISH = frozenset(
    """
    a able about above actually after again against age ago agree all almost alone already also
    although always am amazing an and angry another answer any anybody anymore anyone anything
    anyway apple are arm around as ask asked at away awesome awful baby back bad ball bank
    bathroom be beautiful because bed been beer before begin behind being believe best better
    between big bike birthday bit black blue book bored boring both bottle box boy boys bread
    break breakfast bring broken brother bus business busy but buy by bye cake call called came
    can cannot cant car card care cat catch cause chair change cheap check children city class
    clean clear close clothes coffee cold come comes coming computer cook cool corner correct
    cost could course crazy cup cut dad dance day days dead deal dear did didnt die different
    dinner do doctor does doesnt dog doing done dont door down drink drive drop dude each early
    easy eat eating eight else email end enough even evening ever every everybody everyone
    everything exactly excuse eyes face fact fair fall family far fast father favorite favourite
    feel feeling feet few fine finish fire first five fix floor food foot for forget forgot
    forward four free friday friend friends from front full fun funny game gas gave get getting
    girl girls give glad go goes going gone gonna good goodbye got gotta great green guess guy
    guys had hair half hand hands happen happened happens happy hard has hate have havent having
    he head hear heard heart hello help her here hers hey hi him his hit hold home hope hot hour
    hours house how however hungry hurry hurt hurts i ice idea if im important in inside into is
    isnt it its ive job join joke jokes joking just keep key keys kid kidding kids kind knew
    know knows lady last late later laugh learn least leave left leg less let lets letter life
    light like line listen little live lol long look looking looks lose lost lot lots love
    lovely low luck lucky lunch made make makes making man many married match matter may maybe
    me mean meaning means meet meeting men message met middle might milk million mind mine
    minute minutes miss mom moment monday money month months more morning most mother move much
    mum music must my myself name near need needs neither never new news next nice night nine no
    nobody none nope not nothing now number of off office often oh ok okay old on once one only
    open or orange order other our out outside over own page paid paper parents park part party
    pass pay people perfect perhaps person phone pick picture pizza place plan play played
    please police poor possible present pretty price probably problem program put question quick
    quiet quite rain raining ran read reading ready real really reason red remember rest
    restaurant rice right ring road robot room run running sad said same saturday save saw say
    saying says school second see seem seems seen sell send sense serious seriously seven shall
    she shirt shoes shop short should show shut sick side sign silly simple since sing sister
    sit six sleep sleepy slow small smart smell snow so some somebody someone something
    sometimes son song soon sorry sort sound sounds speak start started stay still stop store
    story straight street stuff stupid such sugar sun sunday supposed sure sweet table take
    taken taking talk talking tea teacher team tell ten test than thank thanks that thats the
    their them then there these they thing things think thinking this those though thought three
    through thursday till time times tired to today together told tomorrow tonight too took top
    touch town traffic train tree trip true trust truth try trying tuesday turn two ugly under
    understand until up upon us use used usually very visit voice wait wake walk wall wanna want
    wanted wants warm was wash wasnt watch water way we wear weather wednesday week weekend
    weeks welcome well went were wet what whatever whats when where whether which while white
    who whole whom whose why wife will win window wish with without woman women won wonderful
    wont word words work working works world worry worse worst would wow write wrong yeah year
    years yellow yes yesterday yet you young your yours
    """.split()
)

EVERYDAY_WORDS = SPANISH | ENGLISH

_LAUGHTER = re.compile(r"a?(?:[jh]+[aeiou]+){3,}[jh]*|a?(?:[jh]+a+|[jh]+e+){2,}[jh]*|x+d+|lo+l")


def is_everyday(word: str) -> bool:
    """Whether a folded word is one of everyday talk, laughter among it."""
    return word in EVERYDAY_WORDS or _LAUGHTER.fullmatch(word) is not None
