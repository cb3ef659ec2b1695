# Countries that are no more, and those that people call otherwise than the CLDR does.

country-an = Netherlands Antilles
country-cd = DR Congo
country-ci = Ivory Coast
country-cs = Serbia and Montenegro
country-hk = Hong Kong
country-mm = Myanmar
country-mo = Macao
country-ps = Palestine
country-su = Soviet Union
country-tr = Turkey
country-xc = Czechoslovakia
country-xg = East Germany
country-yu = Yugoslavia
