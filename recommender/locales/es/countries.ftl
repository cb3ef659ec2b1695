# Countries that are no more, and those that people call otherwise than the CLDR does.

country-an = Antillas Neerlandesas
country-cd = República Democrática del Congo
country-ci = Costa de Marfil
country-cs = Serbia y Montenegro
country-hk = Hong Kong
country-mm = Birmania
country-mo = Macao
country-ps = Palestina
country-su = Unión Soviética
country-tr = Turquía
country-xc = Checoslovaquia
country-xg = Alemania Oriental
country-yu = Yugoslavia
