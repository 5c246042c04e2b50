# Members on the screen.
nav-members = Members
nav-transfers = Transfers
members-col-name = Name
members-col-born = Born
members-col-sex = Sex
members-col-unit = Unit
members-col-standing = Standing
members-col-since = Here since
members-col-decision = Decision
members-col-ceremony = Ceremony
members-col-official = Official since
members-col-years = Party age
members-col-failing = Rules failed
members-col-file = File number
members-col-card = Card
members-col-citizen = Citizen ID
members-sex-male = male
members-sex-female = female
members-no-member = no member
members-in-transit = in transit
members-found = { $n ->
    [one] { $n_text } person
   *[other] { $n_text } people
}
members-shown = { $from_text } to { $until_text }
members-choose = Choose
members-choose-one = Choose { $name }
members-choose-page = Choose all on this page
members-choose-all = Choose all { $n_text } that match
members-pages = Pages
members-prev = Previous page
members-last = Last page
members-per-page = Per page:
members-none = No members are recorded here
members-none-text = The unit has no members of its own or below it on this day. Members are imported, admitted or received by transfer.
members-no-match = Nobody matches
members-no-match-text = No member here meets all the filters. Remove one, or look among candidates and former members too.
members-look-everywhere = Look among everybody
members-admit = Admit a member
members-find = Find people by name or number
members-find-hint = Name in any order, with or without marks; file, card or citizen ID number
members-find-do = Find
members-filters = Filters and columns
members-remove = Remove: { $what }
members-f-unit = Unit is under (code)
members-f-who = Who
members-f-standing = Standing is
members-f-sex = Sex is
members-f-age = Age is
members-f-joined-from = Joined on or after
members-f-joined-until = Joined before
members-f-due = Probation ends before
members-f-failing = Data standard: fails
members-f-ethnic = Ethnic group is
members-f-transit = In transit only
members-any = any
members-any-rule = at least one rule
members-who-members = Members
members-who-others = Candidates and guests
members-who-former = Former members
members-who-all = Everybody in the record
members-columns = Columns
members-apply = Apply
members-clear = Clear filters
members-views = Saved views
members-views-none = You have saved no view yet.
members-view-name = Name of the view
members-view-save = Save what is shown now as
members-view-keep = Save
members-view-rename = Rename
members-view-end = Delete
members-view-saved = Saved: { $name }
members-view-ended = The view is deleted.
members-view-needs-name = Give the view a name to save it.
members-bulk = Change the chosen people…
members-is-view = matches “{ $what }”
members-is-who = { $what }
members-is-standing = standing is { $what }
members-is-sex = sex is { $what }
members-is-age = age is { $what }
members-is-joined-from = joined on or after { $what }
members-is-joined-until = joined before { $what }
members-is-due = probation ends before { $what }
members-is-failing = fails { $what }
members-is-transit = in transit{ $what }
members-is-ethnic = ethnic group is { $what }
members-erased = (name erased)
members-leaving = leaving the organisation
members-membership = Membership
members-by = by { $what } on { $day }
members-by-reform = moved by a reorganisation on { $day }
members-last-unit = Last unit
members-sender = Sending unit
members-receiver = Receiving unit
members-due = Probation ends
members-overdue = overdue
members-data = Data of the record
members-correct = correct
members-correct-one = Correct: { $what }
members-correct-title = Correct the record of { $name }
members-standard = Data standard
members-standard-good = Every rule is met.
members-print = Print
members-print-form = Member form
members-print-transfer = Transfer letter
members-print-admission = Admission decision (draft)
members-history = History
members-entered = Entered into the record
members-moved = moved by a reorganisation
members-since-always = since always
members-outside = outside the organisation
members-document = Document
members-document-hint = Number and symbol of the decision or letter it rests on
members-reason-hidden = Reason and document need a right of their own.
members-recorded-by = recorded by { $who }, { $when }
members-see-then = See it as it was
members-born = born { $year }
members-day = Day it happened
members-event = Event
members-to-unit = To the unit (code)
members-to-unit-hint = Type a code or part of a name and choose.
members-to-unit-out = Type a code or part of a name and choose. Leave empty when the person leaves the organisation.
members-until = Planned last day
members-until-hint = If it is known
members-rests-on = This rests on:
members-check = Check
members-cancel = Cancel
members-back = Back to the form
members-record = Record
members-recorded = Recorded: { $what } (act { $act }).
members-check-title = Check before recording
members-check-text = { $what }, { $name }, { $day }. Nothing is recorded yet.
members-what = What
members-before = Before
members-after = After
members-counted = Counted as a member
members-yes = yes
members-no = no
members-moves = { $n ->
    [one] A reorganisation since then moves the person once more.
   *[other] { $n_text } reorganisations since then move the person on.
}
members-no-unit = No unit for which you may enter bears this code on that day.
members-reason-needed = Say why the record is corrected.
members-reason-hint = It stands in the history of the record.
members-says-now = The record says now:
members-since = From when
members-was-wrong = It was always wrong: correct it from the beginning
members-did-change = It changed on a day
members-from-day = From the day
members-until-day = Only until the day (not included)
members-conflict-text = { $who } changed the record at { $when }. Nothing you typed is lost.
members-conflict-yours = Record yours too
members-conflict-theirs = Leave theirs as it is
members-new = Admit or receive a person
members-person = Person
members-key = Key in your own list
members-key-hint = Empty: the record gives one.
members-how = How the membership begins
members-how-admission = Admission
members-how-arrival = Transfer from outside the organisation
members-unit-code = Unit (code)
members-ceremony-hint = An admission is counted on this day.
members-only-arrival = Only for a transfer from outside
members-since-here = Here since
members-check-standard = What the data standard will say against this record
members-check-standard-text = It can be recorded all the same; the list of work of the data standard will then show it.
members-same = Somebody in the record may be the same person
members-same-citizen-id = The citizen ID stands in another record already.
members-same-file-number = The file number stands in another record already.
members-same-card-number = The card number stands in another record already.
members-same-name = Somebody of the same name was born on the same day.
members-sent-on = Sent on
members-by-when = To be received by
members-late = late
members-n-late = { $n ->
    [one] { $n_text } late
   *[other] { $n_text } late
}
members-do = Do
members-receive = Receive
members-receive-one = Receive { $name }
members-withdraw = Withdraw
members-withdraw-one = Withdraw the transfer of { $name }
members-coming = On the way to us
members-coming-none = Nobody is on the way to us.
members-sent = Sent by us
members-sent-none = Nobody sent by us is on the way.
members-out = Leaving the organisation, not yet confirmed
members-out-none = Nobody waits for a confirmation from outside.
members-received = Received
members-received-days = { $n ->
    [one] in the last day
   *[other] in the last { $n_text } days
}
members-received-none = Nobody was received lately.
members-field-name = Full name
members-field-birth-date = Date of birth
members-field-sex = Sex
members-field-ethnic-group = Ethnic group
members-field-citizen-id = Citizen ID number
members-field-file-number = File number
members-field-card-number = Membership card number
members-field-decision-date = Date of the admission decision
members-field-ceremony-date = Date of the admission ceremony
members-field-official-date = Official since
members-why-no-day = This is no day: write it as 2025-07-01 or 1/7/2025.
members-why-day-needed = A day is needed.
members-why-unit-needed = A unit is needed.
members-why-no-unit = No unit ever bore this code.
members-why-no-unit-then = No unit bears this code on { $a }; it was borne by { $b }.
members-why-standing = This cannot befall someone whose standing is “{ $c }” on { $b }.
members-why-no-member = The person is no member on { $b }.
members-why-member = The person is a member already on { $b }.
members-why-same-unit = A transfer leads to another unit than the one the person is in.
members-why-on-way = A transfer from { $c } is already on its way.
members-why-not-on-way = No transfer is on its way: the person is in { $c }.
members-why-sent-out = The person was sent out of the organisation: withdraw that transfer first.
members-why-guest = A temporary activity is already running on { $a }.
members-why-no-guest = No temporary activity is running on { $a }.
members-why-ends-before = It would end before it begins.
members-why-no-rule = No rule of the rulebook provides for this on { $a }.
members-why-not-yours-then = On { $a } the person was in a unit for which you may not enter.
members-why-before-sent = { $a } lies before { $b }, the day on which the person was sent.
members-why-name = A person needs a name.
members-why-sex = Choose male or female.
members-why-closed = { $a } closed on { $b } without a successor: say where the person went.
members-file-name = members
members-provenance = Where this list is from
members-by-whom = Taken out by
members-when = At
members-rows = Rows
members-filter = Filter
members-demo = Made-up people of a demonstration
members-nobody-chosen = Choose somebody first.
members-too-many = { $n } people were chosen, and at most { $most } can be changed at once. Nothing was changed: narrow the list, or hand in a file under Import.
members-field-needed = Choose a field.
members-event-needed = Choose an event.
members-bulk-title = { $n ->
    [one] Change { $n_text } person
   *[other] Change { $n_text } people
}
members-bulk-event = The same event for all
members-bulk-correction = The same correction for all
members-bulk-field = Field
members-bulk-value = New value
members-bulk-value-hint = Days as 2025-07-01 or 1/7/2025; sex as male or female; ethnic groups by code
members-bulk-stale = Somebody recorded something of these people since. This is what your change does now.
members-bulk-good = { $n ->
    [one] { $n_text } person is changed
   *[other] { $n_text } people are changed
}
members-bulk-refused = { $n ->
    [one] { $n_text } cannot be and is left out
   *[other] { $n_text } cannot be and are left out
}
members-bulk-others = { $n ->
    [one] { $n_text } is outside what you may enter
   *[other] { $n_text } are outside what you may enter
}
members-bulk-left-out = Left out, with the reason
members-bulk-whom = Changed
members-bulk-record = { $n ->
    [one] Record for { $n_text } person
   *[other] Record for { $n_text } people
}
members-bulk-recorded = Recorded for { $n } people in one act ({ $act }).
journal-act-known = After act
members-reveal = Show the whole
members-reveal-why = What for? (it is logged)
members-no-unit-to-find = No unit that you may look up bears this code on that day.
job-members-export = Taking out a list of members
