home-whole = The whole record
home-keeper = You keep the accounts
home-keeper-text = The administrator sees no personal data. Accounts, grants and jobs are yours.
home-year = year so far, { $year }
home-since = { $change } since { $day }
home-waiting = Waits for you
home-nothing-waits = Nothing waits.
home-latest = Latest acts
home-failing = { $n ->
    [one] { $n_text } record does not meet the data standard
   *[other] { $n_text } records do not meet the data standard
}
home-overdue = { $n ->
    [one] { $n_text } record is past a deadline (probation, transfer or temporary activity)
   *[other] { $n_text } records are past a deadline (probation, transfer or temporary activity)
}
home-coming = { $n ->
    [one] { $n_text } transfer to your units waits to be received
   *[other] { $n_text } transfers to your units wait to be received
}
home-sent = { $n ->
    [one] { $n_text } transfer from your units waits to be received
   *[other] { $n_text } transfers from your units wait to be received
}
home-nothing = Nothing is granted to you yet
home-nothing-text = Whoever keeps the accounts gives grants, on a document.
home-probation = { $n ->
    [one] { $n_text } probation is over and waits for recognition
   *[other] { $n_text } probations are over and wait for recognition
}
home-badges = { $n ->
    [one] { $n_text } member is due for a Party badge in the next round
   *[other] { $n_text } members are due for a Party badge in the next round
}
home-unread = Documents that reached your unit, not read: { $n_text }
home-desk = Drafts on your desk: { $n_text }
home-tasks-overdue = Tasks of your unit, overdue: { $n_text }
home-tasks-soon = Tasks of your unit, due soon: { $n_text }
home-mail-asked = Incoming documents that ask for an answer, not yet routed: { $n_text }
home-mail-late = Incoming documents past their deadline, not answered: { $n_text }
home-to-sign = Outgoing documents that wait for a signature: { $n_text }
home-to-issue = Outgoing documents signed, waiting for their number: { $n_text }
home-tasks-new = New tasks: { $n_text }
home-tasks-returned = Tasks of your unit that were returned: { $n_text }
