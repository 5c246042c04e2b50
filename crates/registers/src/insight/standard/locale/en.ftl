# The data standard.
standard-title = Member data standard
standard-work = Work list
standard-work-failing = Records to put right
standard-work-overdue = What is overdue
standard-work-warned = Records to look at
standard-since = rules of { $day }
standard-old-share = old rules: { $share }
standard-compare = old rules and new
standard-share = Share that meets the standard
standard-n-of = { $n ->
    [0] every one of { $of_text } records meets the standard
    [one] { $n_text } record of { $of_text } does not meet the standard
   *[other] { $n_text } records of { $of_text } do not meet the standard
}
standard-fix-this = with this record put right: { $share }
standard-fix-left = { $n ->
    [0] with this record put right none is left
    [one] with this record put right { $n_text } is left
   *[other] with this record put right { $n_text } are left
}
standard-open-work = { $n ->
    [one] Put { $n_text } record right
   *[other] Put { $n_text } records right
}
standard-look-work = { $n ->
    [one] Look at { $n_text } record
   *[other] Look at { $n_text } records
}
standard-print-slips = Print correction slips
standard-by-rule = By rule
standard-by-unit = By unit
standard-rule = Rule
standard-kind = Weight
standard-kind-failing = error
standard-kind-overdue = overdue
standard-kind-warned = warning
standard-citation = Rests on
standard-from = from { $day }
standard-silent = { $n ->
    [one] { $n_text } rule speaks against no record
   *[other] { $n_text } rules speak against no record
}
standard-practice = practice, to be confirmed
standard-records = Records
standard-unit = Unit
standard-members = Members
standard-failing = Not in order
standard-part-own = Directly in this unit
standard-part-in-transit = In transit
standard-part-remainder = Remainder
standard-part-total = Total
standard-no-unit = No unit to look at
standard-no-unit-text = No unit that you may see is open on this day.
standard-no-rules = No rules are loaded
standard-no-rules-text = The rulebook of this record names no rules of the data standard, or none was in force on this day.
standard-versions = Old rules and new
standard-versions-text = The same records, judged by the rules as they stood before a change and by those in force.
standard-versions-today = This change alters what is asked, so every record must be judged again. That is done only for today: go back to today.
standard-change = Before the change of
standard-old-rules = By the rules until { $day }
standard-new-rules = By the rules of { $day }
standard-old = Old
standard-new = New
standard-what-changed = What changed
standard-how-same = nothing
standard-how-ground = only what it rests on
standard-how-new = there was no such rule
standard-how-gone = no longer asked
standard-how-other = it asks something else
standard-all-rules = all rules
standard-member = Member
standard-problem = What is wrong
standard-gains = { $n ->
    [one] one fix puts { $n_text } record right
   *[other] one fix puts { $n_text } records right
}
standard-shown = { $first_text }–{ $last_text } of { $total_text }
standard-before = Page before
standard-done = Nothing is left to do here
standard-done-text = Every record of this list is in order.
standard-born = born { $year }
standard-whole-record = the whole record
standard-no-field = No field of the record can put this right: something has to happen first, a transfer, a recognition or the end of what was planned.
standard-not-now = Go back to today to put this right.
standard-not-yours = Records of this unit are put right by those who may enter for it.
standard-basis = Basis
standard-basis-hint = The paper it was compared with, or who confirmed it.
standard-basis-id = Citizen identity card
standard-basis-file = Member file
standard-basis-card = Membership card
standard-basis-decision = Decision of admission or recognition
standard-behalf = I type this for the secretary of the cell
standard-behalf-reason = entered for the secretary of the cell
standard-save-next = Save and open next
standard-skip = Skip to the next
standard-saved = Saved.
standard-saved-share = Saved. The unit now reaches { $share }.
standard-saved-fewer = Saved. Records that do not meet the standard: { $now } now, { $was } before. The unit now reaches { $share }.
standard-held = In the record: { $value }
standard-held-nothing = In the record: nothing
standard-day-hint = Day/month/year
standard-no-day = This is no day. Write it as 30/9/2025.
standard-no-name = A person needs a name.
standard-no-basis = Say which paper or whose word this rests on.
standard-nothing-changed = Nothing was changed. Put at least one value right.
standard-option-female = Female
standard-option-male = Male
standard-sex-female = female
standard-sex-male = male
standard-cited = { $what } ({ $rule }, { $citation })
standard-by-rule-alone = { $what } ({ $rule })
standard-must-dq01 = A citizen ID has 12 digits
standard-must-dq02 = The fourth digit must be { $digit } and the next two { $digits } for a { $sex } born in { $year }
standard-must-dq03 = Another member has this very number
standard-must-dq07 = The official date is { $ends }, 12 months after the ceremony, or later
standard-dq01-missing = There is no citizen ID
standard-dq01-short = Citizen ID { $id } has { $n } digits instead of 12
standard-dq01-letters = Citizen ID { $id } does not consist of digits
standard-dq02-sex = Citizen ID { $id }: the fourth digit is { $digit } ({ $means }), the record says { $sex }
standard-dq02-century = Citizen ID { $id }: the fourth digit is { $digit }, which is of another century than { $year }
standard-dq02-year = Citizen ID { $id }: digits 5 and 6 are { $digits }, the record says born in { $year }
standard-same-in = Same in:
standard-another-record = another record
standard-dq03 = Another living member has the same citizen ID { $id }
standard-dq04-digit = The name «{ $name }» contains a digit
standard-dq04-word = The name «{ $name }» is only one word
standard-dq04-letters = The name «{ $name }» is not written with capitals and single spaces
standard-dq05-missing = There is no date of birth
standard-dq05-order = Born { $born }, but decided on { $day }
standard-dq05-young = Born { $born }: not yet { $years } on { $day }, the day of the decision
standard-dq05-old = Born { $born }: past { $years } on { $day }, the day of the decision
standard-dq06-missing = No ceremony is recorded; it was due by { $last }
standard-dq06-before = Ceremony on { $held }, before the decision of { $day }
standard-dq06-late = Ceremony on { $held }, later than { $last } (30 working days after the decision of { $day })
standard-dq07-early = Official on { $official }, earlier than the ceremony + { $months } months ({ $ends })
standard-dq07-late = Official on { $official }, but the { $months } months after the ceremony of { $held } ended on { $ends }
standard-dq08 = Probation ended on { $ends }; no decision was recorded within 30 working days
standard-dq09-missing = An official member without a card number
standard-dq09-probationary = Card { $card }, but the member is still probationary
standard-dq09-digits = Card number { $card } has { $n } characters; a card has { $digits } digits
standard-dq09-shared = Another living member has the same card number { $card }
standard-dq09-id-wrong = The card bears the citizen ID, which is not in order
standard-dq09-other-id = The card bears another number than the citizen ID of the record
standard-dq10-missing = There is no file number
standard-dq10-form = File number { $file }: it must be { $digits } digits and 1 to { $letters } letters
standard-dq10-shared = Another living member has the same file number { $file }
standard-dq12 = Sent on { $since } and not received by { $last }
standard-to-list = To the list
standard-to-form = To the form
