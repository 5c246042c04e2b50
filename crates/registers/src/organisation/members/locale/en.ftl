# Papers printed from the record of members. Arguments that begin with $ are already written out.

## Shared

paper-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
paper-dateline = , { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
paper-dateline-blank = , …… ……………… ………
paper-party = Communist Party of Viet Nam
paper-number = No.
paper-recipients = Recipients
paper-archive = Archive
paper-signer = On behalf of
paper-sign-here = (signature, full name, seal if there is one)
paper-draft = Draft
paper-foot = As of { $asof } · from the journal up to act { $known }
paper-foot-page = Page { $page } of { $pages }
paper-male = Male
paper-female = Female

## Fields of the record

field-name = Full name
field-birth-date = Date of birth
field-sex = Sex
field-ethnic-group = Ethnic group
field-citizen-id = Citizen ID number
field-file-number = File number
field-card-number = Membership card number
field-decision-date = Date of the admission decision
field-ceremony-date = Date of the admission ceremony
field-official-date = Official since

## Admission decision

admission-title = Admission decision (draft)
admission-kind = Decision
admission-subject = on the admission of a Party member
admission-ground-charter = On the basis of the Charter of the Communist Party of Viet Nam;
admission-ground-rule = On the basis of { $rule };
admission-ground-request = Having considered the request of { $cell },
admission-decides = { $organ } decides
admission-article = Article { $number }.
admission-admits = The person named below is admitted to the Communist Party of Viet Nam:
admission-ceremony = { $cell } holds the admission ceremony within { $days } working days. The probation lasts { $months } months from the day of the ceremony.
admission-carried-out = { $cell } and the person named in Article 1 carry out this decision.

## Transfer letter

transfer-none = This member was sent nowhere: there is no letter to print.
transfer-title = Letter on the transfer of activity
transfer-kind = Letter of introduction
transfer-subject = official transfer of activity
transfer-to = To
transfer-introduces = The comrade named below is introduced for the official transfer of activity:
transfer-standing = Standing
transfer-presents = Within { $days } working days of being introduced, the comrade presents this letter to the receiving cell.
transfer-sent = Sent
transfer-received = Received
transfer-cell-from = Sending cell
transfer-cell-to = Receiving cell
transfer-day-sent = Introduced on
transfer-day-received = Received on
transfer-document = Document
transfer-enclosed = Papers enclosed
transfer-fee = Party fee paid up to the end of
transfer-active-from = Active from the meeting of
transfer-boxes = Boxes of introduction
transfer-box = Box { $number }
transfer-box-from = Introduced by
transfer-box-to = Introduced to
transfer-box-day = Day

## Member form

form-title = Member form
form-kind = Member form
form-model = Form 2-HSĐV
form-photo = Photo 3×4
form-unit-top = Provincial Party organisation (or equal)
form-unit-upper = Party organisation directly above
form-unit-grassroots = Grassroots Party organisation
form-unit-section = Section Party organisation
form-unit-cell = Cell
form-since = Present standing and place since
form-birth-place = Place of birth
form-home = Present home
form-occupation = Present occupation
form-education = Education
form-history = What befell the membership
form-day = Day
form-event = Event
form-from = From
form-to = To
form-document = Document
form-moved-by-reform = moved by a reorganisation
form-declared = Declared by
form-signs = (signature, full name)
form-confirmed = Confirmed on behalf of the committee

## Correction slips

slips-title = Correction slip for members' data
slips-how = Only what fails the data standard is printed. Please write the right value in the last column, as the original papers have it.
slips-count = { $count } failing records
slips-field = Field
slips-held = In the record
slips-why = What is wrong
slips-right = Right value
slips-missing = (empty)
slips-place = Place of activity
slips-none = No record fails the data standard.
slips-secretary = Secretary of the cell
slips-day = Day

## Sheet of a cell

cell-title = The cell
cell-as-of = as of { $day } · members: { $count }
cell-name = Full name
cell-standing = standing
cell-due = What is due
cell-none = –
cell-empty = The cell has no members on this day.
cell-elsewhere = outside the organisation
cell-due-probation = probation ends on { $day }
cell-due-probation-over = probation ended on { $day }, recognition as official is waiting
cell-due-leaving = transfer to { $unit } sent on { $day }, not yet received
cell-due-arriving = transfer from { $unit } sent on { $day }, waiting to be received here
cell-due-badge = Party badge for { $years } years, award of { $day }
cell-due-record = record: { $why }
cell-due-exemption = exemption from activity ends on { $day }
cell-due-temporary = temporary activity elsewhere ends on { $day }
paper-title = Prints and files
paper-masked = With masked numbers
paper-masked-text = Citizen IDs are shown by their last digits, and the ethnic group is left out.
paper-whole = With whole numbers
paper-which = Which
paper-reason = What for
paper-reason-hint = The reason stands in the read log beside your name.
paper-reason-missing = Say in a few words what the whole numbers are needed for.
paper-make = Make it
paper-name-member-form = Member form
paper-name-transfer-letter = Transfer letter
paper-name-admission-decision = Admission decision (draft)
paper-name-cell = Sheet of the cell
paper-name-slips = Correction slips, cell by cell
paper-name-national-xlsx = National member database, XLSX
paper-name-national-csv = National member database, CSV
