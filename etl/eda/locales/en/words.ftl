# Words.

text-title = the titles
text-overview = the overviews
text-keywords = the keywords

words-title = The words of the titles
    .x = Films with the word in the title
    .y = Word
    .first = { $others ->
        [0] The only word is “{ $one }”.
       *[other] In { $films ->
            [one] the only title
           *[other] the titles of { $films } films
        } the commonest word is “{ $one }”, in { $count } ({ $share }); after it come { $next }.
    }
    .second = There are { $terms } different words besides stop words, and { $once } ({ $once_share }) are in a single film.
    .none = The titles hold nothing but stop words.
words-overview = The words of the overviews
    .x = Films with the word in the overview
    .y = Word
    .first = { $others ->
        [0] The only word is “{ $one }”.
       *[other] In { $films ->
            [one] the only overview
           *[other] the { $films } overviews
        } the commonest word is “{ $one }”, in { $count } ({ $share }); after it come { $next }.
    }
    .second = There are { $terms } different words besides stop words, and { $once } ({ $once_share }) are in a single overview.
    .none = No film has an overview.
words-keywords = The keywords
    .x = Films with the keyword
    .y = Keyword
    .first = { $others ->
        [0] The only keyword is “{ $one }”.
       *[other] Of { $films ->
            [one] the only film
           *[other] the { $films } films
        } with keywords, { $count } ({ $share }) have “{ $one }”; after it come { $next }.
    }
    .second = There are { $terms } different keywords, and { $once } ({ $once_share }) are of a single film.
    .none = No film has keywords.
table-terms = The commonest terms

words-genres = The words that tell each genre apart
    .x = Term
    .y = Size: z with which the term tells the genre
    .first = What tells genres apart best are { $text }: the most typical term is “{ $term }”, of { $genre } (z = { $z }).
    .second = Of the { $genres } genres with terms of their own, the least marked is { $vague }: its best term is “{ $vague_term }” (z = { $vague_z }).
    .none = No terms tell one genre from the others.
table-typical-title = Terms typical of each genre in titles
table-typical-overview = Terms typical of each genre in overviews
table-typical-keywords = Keywords typical of each genre
