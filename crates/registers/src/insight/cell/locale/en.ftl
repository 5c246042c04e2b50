# My cell.
cell-choose = Choose a cell
cell-members = { $n ->
    [one] { $n_text } member
   *[other] { $n_text } members
}
cell-none-below = No cell to choose
cell-none-below-text = No cell that you may see stands below this unit on this day.
cell-print = Print the sheet
cell-nobody = Nobody sits in this unit
cell-nobody-text = Members sit in cells. This unit had none of its own on this day.
cell-due-title = { $n ->
    [0] Nobody is due for anything
    [one] { $n_text } person is due for something
   *[other] { $n_text } people are due for something
}
cell-nothing-due = No probation ends, no transfer waits, no record is out of order.
cell-others = { $n ->
    [one] The other member
   *[other] The other { $n_text } members
}
cell-do-receive = Receive
cell-do-confirm = Confirm the record
cell-confirmed = Record confirmed as of { $day }
cell-fix = Put right
cell-record = Record
cell-form = Member form
cell-ask-receive = { $name } was sent from { $from } to { $cell }. When the letter of introduction has been presented, receive the member here.
cell-ask-confirm = You confirm that what the record says of { $name } in { $cell } is true as of the day below.
cell-day = Day
cell-document = Document
cell-document-hint = Number of the letter or of the minutes, if there is one.
cell-save = Record it
cell-back = Back to the cell
cell-done-receive = The member is received.
cell-done-confirm = The record is confirmed.
due-probation = Due for recognition as official
due-badge = Due for a Party badge
due-round = award of { $day }
due-over = { $n ->
    [one] the probation of { $n_text } member is over
   *[other] the probation of { $n_text } members is over
}
due-cell = Cell
due-ends = Probation ends
due-years = Badge
due-n-years = { $n_text } years of Party age
due-waits = waits for recognition
due-none-probation = No probation ends soon
due-none-badge = Nobody is due for a badge in the next round
due-none-text = Who is due stands here as the day comes nearer.
cell-whom = Say for whom this shall be recorded.
