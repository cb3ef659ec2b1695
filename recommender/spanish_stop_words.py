"""Spanish words that say nothing about a plot, without their accents."""

from __future__ import annotations

SPANISH_STOP_WORDS = frozenset(
    """
    a al algo alguien algun alguna algunas alguno algunos alla alli ambos ante antes aquel
    aquella aquellas aquello aquellos aqui asi aun aunque bajo bien cada casi como con contra
    cosa cosas cual cuales cualquier cuando cuanto cuenta cuya cuyas cuyo cuyos da de debe deben
    debera decide del demas dentro desde despues dia dias donde dos durante e el ella ellas ello
    ellos embargo en encuentra entonces entre era eran es esa esas ese eso esos esta estaba
    estaban estan estar este esto estos fin forma fue fueron gracias gran grande ha hace hacen
    hacer hacia han hasta hay he hecho historia incluso intenta ir junto la las le les lo los
    luego mas me mediante mejor menos mi mientras misma mismas mismo mismos mucha muchas mucho
    muchos muy nada nadie narra ni ningun ninguna no nos nosotros nuestra nuestro nueva nuevo
    nunca o otra otras otro otros para parece parte pelicula peliculas pero pese poca poco pocos
    podra por porque primer primera primero pronto propia propio pueda puede pueden pues que
    quien quienes quiere se sea sean segun ser si sido siempre siendo sin sino sobre solo son su
    sus tal tales tambien tan tanto tendra tener tiene tienen toda todas todavia todo todos tras
    traves tres tu tus u ultima ultimo un una unas uno unos usted va van varias varios ve veces
    vez y ya yo
    """.split()
)
