# Money.

known-money = Of how many films the figures are known
    .x = Decade of release
    .y = Films with the figure (%)
    .first = { $films ->
        [one] Of the only film,
       *[other] Of { $films } films,
    } the budget of { $budget } and the revenue of { $revenue } are known: both, of { $both } ({ $share }).
    .second = The best known decade is the { $decade }s, with { $decade_share }; { $suspect ->
        [0] no figure is suspect
        [one] one suspect figure is left out
       *[other] { $suspect } suspect figures are left out
    }.
    .none = Of no dated film is the budget or the revenue known.
known-money-budget = budget
known-money-revenue = revenue
known-money-both = both
table-known-money = Films with known figures by decade

amounts = Budgets and revenues
    .x = US dollars (logarithmic scale)
    .y = Films
    .first = { $budgets ->
        [0] No budget is known
       *[other] The median budget is { $budget } ({ $budgets } known)
    } and { $revenues ->
        [0] no revenue is known
       *[other] the median revenue { $revenue } ({ $revenues } known)
    }.
    .second = The dearest 1% make up { $budget_top } of all budgets, and the best sold 1% { $revenue_top } of all revenues.
    .none = No budget and no revenue is known.
amounts-budget = budget ({ $count })
amounts-revenue = revenue ({ $count })

returns = Return: revenue by budget
    .x = Return (times the budget, logarithmic scale)
    .y = Films
    .even = money back
    .middle = median
    .first = The median film takes { $middle } its budget ({ $known } of { $films } with both figures known), the middle half between { $low } and { $high }.
    .second = { $even } take at least what they cost; the mean return is { $mean }, and all together take { $together } what they cost.
    .none = No film has both its budget and its revenue known.

budget-revenue = Budget and revenue
    .x = Budget (US$, logarithmic scale)
    .y = Revenue (US$, logarithmic scale)
    .legend = Films
    .even = 1×
    .tenfold = 10×
    .first = { $enough ->
        [yes] Over { $known } films, the rank correlation of budget and revenue is { $rho } (between { $rho_low } and { $rho_high } with { $level } confidence)
       *[no] { $known ->
            [one] Only one film has
           *[other] { $known } films have
        } both figures, too few to measure whether they grow together
    }.
    .second = { $even } of all take at least what they cost, and { $dear_even } of the dearest quarter (from { $limit } on).
    .none = No film has both its budget and its revenue known.

returns-genre = Median return by genre
    .x = Return (times the budget, logarithmic scale)
    .y = Genre (films with figures)
    .first = The genre with the highest median return is { $best }, { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence; the lowest is { $worst }, { $worst_return } ({ $worst_low } to { $worst_high }).
    .second = Of { $groups } genres with { $enough } known films or more, the median of { $above } exceeds what was spent beyond the interval's doubt.
    .none = No genre has enough films whose budget and revenue are known.
returns-decade = Median return by decade
    .x = Return (times the budget, logarithmic scale)
    .y = Decade (films with figures)
    .first = The decade with the highest median return is { $best }, { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence; the lowest is { $worst }, { $worst_return } ({ $worst_low } to { $worst_high }).
    .second = Of { $groups } decades with { $enough } known films or more, the median of { $above } exceeds what was spent beyond the interval's doubt.
    .none = No decade has enough films whose budget and revenue are known.
returns-company = Median return of the companies with most figures
    .x = Return (times the budget, logarithmic scale)
    .y = Company (films with figures)
    .first = Of these, the one with the highest median return is { $best }, { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence; the lowest is { $worst }, { $worst_return } ({ $worst_low } to { $worst_high }).
    .second = Of these { $groups } companies, the median of { $above } exceeds what was spent beyond the interval's doubt.
    .none = No company has enough films whose budget and revenue are known.
returns-month = Median return by month of release
    .x = Return (times the budget, logarithmic scale)
    .y = Month (films with figures)
    .first = The month with the highest median return is { $best }, { $best_return } ({ $best_known } of { $best_films } with figures), between { $best_low } and { $best_high } with { $level } confidence; the lowest is { $worst }, { $worst_return } ({ $worst_low } to { $worst_high }).
    .second = Of { $groups } months with { $enough } known films or more, the median of { $above } exceeds what was spent beyond the interval's doubt.
    .none = No month has enough films whose budget and revenue are known.
table-returns = Returns over the films whose figures are known

correlations = What goes with revenue and return
    .x = Spearman's rank correlation (−1 to 1)
    .y = Measure
    .first = The strongest correlation is that of “{ $of }” and “{ $with }”: { $rho } (between { $low } and { $high } with { $level } confidence).
    .second = The return's strongest is with “{ $return_with }” ({ $return_rho }); { $unsure ->
        [0] none of the { $pairs } intervals includes
        [one] one of the { $pairs } intervals includes
       *[other] { $unsure } of the { $pairs } intervals include
    } zero. To go together is not to be the cause.
    .none = Too few films have both budget and revenue known to measure correlations.
table-correlations = Rank correlations and their intervals

sure-3 = sure figures (3 of 3)
sure-2 = 2 of 3
sure-1 = 1 of 3
sure-0 = 0 of 3
of-three = { $count } of 3

profits = The films that gained most
    .x = Profit: revenue less budget (US$)
    .y = Film
    .first = The one that gained most is { $film }: { $profit }, with { $revenue } of revenue and { $budget } of budget.
    .second = { $shown ->
        [one] It is the only one that gained
       *[other] The { $shown } of the list make { $sum } together
    }; { $sure ->
        [0] none passes
        [one] one passes
       *[other] { $sure } pass
    } all three tests of sure figures: both of { $least } or more, as many votes as the median, and a return without a robust z above { $z }.
    .none = No film with known figures made a profit.
losses = The films that lost most
    .x = Loss: budget less revenue (US$)
    .y = Film
    .first = The one that lost most is { $film }: { $profit }, with { $revenue } of revenue and { $budget } of budget.
    .second = { $losing } of the { $known } films with figures ({ $share }) took less than they cost; of the { $shown } in the list { $sure ->
        [0] none passes
        [one] one passes
       *[other] { $sure } pass
    } all three tests of sure figures.
    .none = No film with known figures lost money.
multiples = The highest returns, and how far to trust them
    .x = Return (times the budget, logarithmic scale)
    .y = Film
    .first = The highest return as stated is that of { $film }: { $ratio } ({ $revenue } with { $budget }).
    .second = { $sure ->
        [0] None of the { $known } films with figures passes all three tests of sure figures
       *[other] { $sure } of { $known } films ({ $sure_share }) pass all three tests of sure figures; the highest among them is that of { $sure_film }, { $sure_ratio }
    }.
    .none = No film has both its budget and its revenue known.
table-films-money = The figures of these films
