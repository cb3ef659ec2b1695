# Films in any chat, as their titles are typed behind the bot's name.

inline-not-found = I can't find it: look for it with me in private
inline-nothing-yet = Type a title, or talk to me in private
