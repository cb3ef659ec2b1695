# Films in any chat, as their titles are typed behind the bot's name.

inline-not-found = No la encuentro: búscala conmigo en privado
inline-nothing-yet = Escribe un título, o háblame en privado
