nav-reforms = Reforms
reforms-text = Units merged, divided, renamed, moved: checked first, recorded on a document.
reforms-new = Prepare a reform
reforms-by-file = From a file
reforms-drafts = Being prepared
reforms-unnamed = without a name
reforms-n-steps = { $n ->
    [one] { $n_text } step
   *[other] { $n_text } steps
}
reforms-latest = Recorded lately
reforms-none = No reform is recorded or being prepared
reforms-none-text = The organising committee prepares reforms here; every effect is shown before anything is done.
reforms-file-text = Rows of one act stand together and share date and basis. The codes mean the units that bear them on the day.
reforms-file = File of the reform
reforms-assign = Assignment file
reforms-assign-hint = Where the members of closing units go, if a unit has no one successor. It can also be said on the next page.
reforms-nothing-written = Nothing is written before you have seen what would be.
reforms-hand-in = Hand in and check
reforms-no-file = Choose a file.
reforms-too-large = The file is larger than its bound.
reforms-prepare = Prepare a reform
reforms-act = The act
reforms-steps = What happens
reforms-no-steps = Choose below what is to happen first.
reforms-add = Add
reforms-add-step = Add this
reforms-merge = Merge
reforms-merge-text = The units close and become a new one, wholly.
reforms-absorb = Absorb
reforms-absorb-text = One unit lives on and takes the others in, which close.
reforms-divide = Divide
reforms-divide-text = The unit’s parts become units of their own. It closes, unless it lives on.
reforms-alter = Rename or move
reforms-alter-text = The unit lives on with another name, code, kind or place. What is left empty stays.
reforms-create = Create
reforms-create-text = A new unit that comes from no other.
reforms-abolish = Abolish
reforms-abolish-text = The units close and no other continues them.
reforms-units = Units
reforms-below = { $n_text } below
reforms-typed = Or by code
reforms-typed-hint = Several codes with commas between them.
reforms-lives = The unit lives on and only gives parts away
reforms-lives-on = lives on
reforms-target-merge = The new unit
reforms-target-absorb = The unit that lives on
reforms-target-divide = The parts
reforms-target-alter = From now on
reforms-target-create = The new unit
reforms-code = Code
reforms-name = Name
reforms-kind = Kind
reforms-parent = Code of the unit above
reforms-parent-hint = Empty: where the first unit stood.
reforms-parent-none = Empty: it stands on top.
reforms-unchanged = Empty: it stays where it is; - for none.
reforms-under = under { $code }
reforms-under-name = under { $name }
reforms-on-top = on top
reforms-remove-n = Take step { $n_text } away
reforms-label = Name of the reform
reforms-label-hint = As people will look for it.
reforms-day = Takes effect on
reforms-basis = Basis document
reforms-basis-hint = Number and symbol, for instance 1683/NQ-UBTVQH15.
reforms-reason = Reason
reforms-save = Save
reforms-check = Check what it does
reforms-change = Change it
reforms-forget = Throw this draft away
reforms-forgotten = The draft was thrown away. Nothing of it was recorded.
reforms-bad-day = Say the day on which it takes effect.
reforms-no-label = Give the reform a name.
reforms-no-units = Choose at least one unit.
reforms-one-unit = Choose one unit only.
reforms-no-target = Say what the unit is to be.
reforms-no-parts = Name at least two parts, or say that the unit lives on.
reforms-no-code = Every unit needs a code.
reforms-no-basis = Name the document it rests on.
reforms-no-reason = Say why.
reforms-check-title = What it does
reforms-check-text = Nothing was written. Exactly this will be recorded.
reforms-conflict = The record was changed since this was shown (last act { $n_text }), or the draft was changed in another window. Nothing was written; this is how it stands now. Look at it again.
reforms-problems = { $n ->
    [one] { $n_text } problem
   *[other] { $n_text } problems
}
reforms-line = Line
reforms-step = Step
reforms-what = What
reforms-why = Why
reforms-homeless = { $n ->
    [one] { $n_text } member needs a home:
   *[other] { $n_text } members need a home:
}
reforms-homeless-text = The unit closes without one successor, and these sit in it directly. Say where each goes.
reforms-giving = { $n ->
    [one] { $n_text } member may go along:
   *[other] { $n_text } members may go along:
}
reforms-giving-text = The unit lives on and gives parts away. Whoever is not assigned stays.
reforms-settled = { $n_text } of { $of_text } assigned
reforms-every = All who are not said otherwise go to
reforms-person = Person
reforms-key = Person key
reforms-born = Born
reforms-goes-to = Goes to
reforms-assign-these = Assign
reforms-assign-anew = Assign this unit anew
reforms-open-tasks = { $n ->
    [one] { $n_text } open task needs a lead:
   *[other] { $n_text } open tasks need a lead:
}
reforms-open-tasks-text = The unit closes without one successor, and it leads these. Say who leads each from that day.
reforms-along-tasks = { $n ->
    [one] { $n_text } open task may go along:
   *[other] { $n_text } open tasks may go along:
}
reforms-thing-tasks = Task
reforms-thing-number = Number
reforms-moves-tasks = Tasks that go along
reforms-n-things = Tasks
reforms-closed = { $n ->
    [one] { $n_text } unit closes
   *[other] { $n_text } units close
}
reforms-opened = { $n ->
    [one] { $n_text } unit opens
   *[other] { $n_text } units open
}
reforms-changed = { $n ->
    [one] { $n_text } unit changes
   *[other] { $n_text } units change
}
reforms-followers = { $n ->
    [one] { $n_text } unit follows
   *[other] { $n_text } units follow
}
reforms-show = Show them
reforms-links = Predecessors and successors
reforms-link-whole = wholly
reforms-link-part = a part
reforms-link-same = the same
reforms-link-unknown = nobody knows how much
reforms-nowhere = nowhere
reforms-moves = Members moved
reforms-from = From
reforms-to = To
reforms-members = Members
reforms-n-members = { $n ->
    [one] { $n_text } member
   *[other] { $n_text } members
}
reforms-shown = { $n_text } of { $of_text } shown
reforms-figures = Figures that will differ
reforms-figures-text = Members on { $day }, without it and with it.
reforms-no-figures = No count of members changes.
reforms-unit = Unit
reforms-before = Before
reforms-after = After
reforms-warnings = Notes
reforms-commit-title = Record it
reforms-commit-text = { $acts ->
    [one] { $acts_text } act will be recorded for good, which moves { $n_text } members.
   *[other] { $acts_text } acts will be recorded for good, which move { $n_text } members.
}
reforms-commit = Record the reform
reforms-recorded = The reform is recorded.
reforms-annul = Annul act { $n_text }
reforms-annul-text = Annulling says that the act never took effect. It stays in the journal with its annulment; figures are as if it had not been.
reforms-annul-do = Annul it
reforms-annulled = The act is annulled.
reforms-in-the-way = What stands in the way
reforms-in-the-way-text = Annul those first, the latest before the earlier, then come back.
reforms-summary = What the reform did
reforms-col-from-code = Old code
reforms-col-to-code = New code
reforms-col-to-name = Name
reforms-col-to-kind = Kind
reforms-col-to-parent = Unit above
reforms-col-link = Link
reforms-col-date = Day
reforms-col-key = Person
reforms-unseen = a unit you do not see
