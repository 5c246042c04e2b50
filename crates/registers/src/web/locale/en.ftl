nav-home = Home
nav-units = Units
nav-journal = Journal
search-title = Search
search-empty = Search people and units
search-hint = Present and past names and codes are found, with or without marks: dinh finds Đình.
search-none = Nothing found for “{ $said }”
search-found = { $n ->
    [one] { $n_text } unit found
   *[other] { $n_text } units found
}
search-people = { $n ->
    [one] { $n_text } person found
   *[other] { $n_text } people found
}
search-documents = Documents found: { $n_text }
search-all-documents = All { $n_text } documents
search-more = Only the first are shown. Type more of the name, or look in the list of members.
journal-last = Last act: { $n_text }
journal-number = Act no.
journal-what = What
journal-day = Takes effect
journal-recorded = Recorded
journal-account = By
journal-for = Recorded for
journal-basis = Basis
journal-reason = Reason
journal-lines = Lines
journal-line = Line
journal-subject = About
journal-content = Content
journal-act = Act { $n_text }
journal-annulled = annulled by act { $act_text }
journal-annul = Annul this act
journal-ground = Ground
journal-receipt = Receipt
journal-leaf = Leaf
journal-line-root = Root over the lines
journal-root = Root of the journal after this act
journal-receipt-text = Whoever keeps these can prove later that the act was recorded so and not otherwise.
journal-more = Only the first 100 lines are shown.
journal-empty = Nothing is recorded yet
journal-empty-text = Every import, form and correction will stand here.
act-rulebook = Rulebook loaded
act-units = Units imported
act-reform = Reform
act-members = Members imported
act-events = Events recorded
act-corrections = Corrections
act-figures = Figures entered
act-annulment = Act annulled
act-file-erasure = Content of a file erased
act-erasure = Personal data erased
act-correction = Correction
act-grant = Rights given
act-grant-end = Rights ended
act-task = Tasks assigned
act-task-event = Task: what happened
act-tasks = Tasks entered
act-other = Another act
nav-standard = Data standard
nav-cell = My cell
act-beginning = The record begins
act-document = Document entered or changed
act-documents = Documents entered from a list
act-term = Term of a committee opened
action-import = Import a file
line-as-recorded = As recorded
line-from = From
line-to = To
line-under = Under
line-unit-open = Unit opened
line-unit-set = Unit changed
line-unit-stand = Place in another line
line-unit-close = Unit closed
line-unit-link = What became of it
line-unit-nowhere = Ended without a successor
line-grant-given = Rights given
line-grant-ended = Rights ended
line-rule = Rule entered
line-rule-withdrawn = Rule withdrawn
line-entered = Figure entered
line-event-reform = Moved by a reform
line-event-untold = What happened is not shown to you
line-person-new = Person entered in the record
line-person-erased = Personal data erased
line-correction = Correction
line-annulled = Act annulled
line-document-new = Document entered
line-document-changed = Document changed
line-document-paper = Text of the draft changed
line-document-validity = Its validity changed
line-document-validity-gone = A change of its validity was taken back
line-document-relation = Relation to another document
line-document-file = File added
line-document-file-gone = File taken off
line-document-file-erased = Content of a file erased
line-document-clause = Clause
line-document-clause-gone = Clause taken off
line-document-obliged = Unit bound to issue its own document
line-document-obliged-gone = Unit no longer bound
line-document-obliged-moved = Duty to issue moved
line-document-joint = Issued together with
line-document-joint-gone = No longer issued together with
line-series = Series of numbers opened
line-term = Term opened
line-task-issued = Task assigned
line-task-event = Task
line-meeting-convened = Meeting convened
line-meeting-agenda = Put on the agenda
line-meeting-report = Report tabled
line-meeting-proposal = Proposal made
line-meeting-concluded = Meeting concluded
line-meeting-accepted = Proposal made a task
line-meeting-cancelled = Meeting cancelled
journal-left-out = { $n ->
    [one] { $n_text } line is about somebody whom you may not see today, and is left out.
   *[other] { $n_text } lines are about people whom you may not see today, and are left out.
}
reforms-following = { $n ->
    [one] { $n_text } more member stays in their unit and follows it.
   *[other] { $n_text } more members stay in their units and follow them.
}
