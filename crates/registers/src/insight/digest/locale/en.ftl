digest-title = Digest by mail
digest-text = Once a day a letter with counts and links, when something waits for you. It names nobody and says nothing of what a document holds.
digest-address = Mail address
digest-address-hint = It is kept sealed and used for nothing else.
digest-do = Send it to me
digest-stop = No longer
digest-said = The digest will be sent to this address.
digest-stopped = No digest is sent, and the address is forgotten.
digest-no-address = Enter one mail address, such as office@example.vn.
digest-subject = What waits for you
digest-unread = { $n ->
    [one] One document reached your unit and was not read.
   *[other] { $n_text } documents reached your unit and were not read.
 }
digest-desk = { $n ->
    [one] One draft lies on your desk.
   *[other] { $n_text } drafts lie on your desk.
 }
digest-overdue = { $n ->
    [one] One task of your unit is overdue.
   *[other] { $n_text } tasks of your unit are overdue.
 }
digest-soon = { $n ->
    [one] One task of your unit is due soon.
   *[other] { $n_text } tasks of your unit are due soon.
 }
digest-end = You asked for this letter. Here you stop it:
