# The report of figures. Arguments that begin with $ are figures, days or names, already written out.
# Sentences are built so that no word has to agree in number with a figure.

## Days, periods, bands

report-band = { $from }–{ $to }
report-band-over = { $from } and over

## Head and foot of the document

report-kind = Report
report-title = Report on Party organisations and members, { $period } – { $unit }
report-subject = on Party organisations and members, { $period }
report-subtitle = { $unit } · as of { $asof }
report-head-party = Communist Party of Viet Nam
report-head-number = No.
report-head-symbol = -BC/
report-head-dateline = , { $day } { $month ->
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
report-signer = On behalf of
report-recipients = Recipients
report-archive = Archive
report-appendix = Annex of figures
report-exhibit = Table { $number }
report-foot = As of { $asof } · journal to act number { $known } · root { $root }
report-foot-page = Page { $page } of { $pages }
report-printed = Written at { $at }
report-demo = Demonstration data
report-axis-broken = The vertical axis is broken: the bars of totals do not start at zero.

## How to read a figure

report-figure-title = { $indicator } · { $period } · { $kind } · as of { $asof } · { $structure } · { $certainty }
report-certainty-exact = exact
report-certainty-rebased = restated
report-certainty-remainder = remainder
report-certainty-incomplete = incomplete
report-period-kind-in-period = in the period
report-period-kind-cumulative = cumulative
report-period-kind-as-of = on the day
report-note-in-period = in the period
report-note-cumulative = cumulative to { $asof }
report-note-as-of = as of { $asof }
report-structure-as-was = structure as it was
report-structure-on = on the units of { $day }

## Fields of work

report-section-members = Members
report-section-admissions = Admission and recognition as official
report-section-movement = Movement of members in the period
report-section-standard = Standardisation of member data
report-section-badges = Party badges
report-section-units = Party organisations
report-section-documents = Documents
report-section-tasks = Tasks

report-sentence-members = As of { $asof }, total membership stood at { $members } (end of the previous period: { $previous }; same day last year: { $lastyear }).
report-sentence-standing = By standing: official { $official }; probationary { $probationary }; exempt from activity { $exempt }; suspended { $suspended }. In transit, at any level, and counted in their standing: { $transit }.
report-sentence-women = Women: { $women }, or { $share } of all members.
report-sentence-admitted = Admissions in the period: { $quarter }; since the beginning of the year: { $cumulative } (previous period: { $previous }; same period last year: { $lastyear }).
report-sentence-recognised = Probationary members recognised as official in the period: { $quarter }; since the beginning of the year: { $cumulative }.
report-sentence-movement = Membership was { $opening } at the opening of the period and { $closing } at its close; increase in the period: { $in }; decrease: { $out }.
report-sentence-standard = The share of member records that meet the data standard is { $standardised } (previous period: { $previous }); records still failing: { $failing }.
report-sentence-holidays = The rulebook has no list of holidays for { $year }: deadlines in working days leave out its weekends only.
report-sentence-badges = Members whose Party age reaches the years of a badge in the period: { $due }.
report-sentence-units = Units below: { $units }, by kind: { $list }.
report-sentence-no-units = Units below: { $units }.
report-sentence-reform = Reorganisation: predecessor units merged { $merged }; successor units { $successors }; net reduction in units { $reduced }.
report-sentence-documents = Documents issued in the period: { $quarter }; since the beginning of the year: { $cumulative } (previous period: { $previous }). Documents received in the period: { $received }.
report-sentence-tasks = Tasks due in the period: { $due }, of which done on time { $done } ({ $share }). At the end of the period { $open } tasks were not yet done, { $overdue } of them overdue.

## Leading figures at the head of the page

report-lead-members = Total members
report-lead-admitted = Admissions
report-lead-standardised = Data standardised
report-lead-badges = Due for a Party badge
report-lead-units = Subordinate units

## Tables

report-table-movement = Movement of members
report-table-children = Figures by subordinate unit
report-table-compare = Comparison with the previous period and the same period last year
report-table-standing = Members by standing
report-table-sex = Members by sex
report-table-age = Members by age
report-table-ethnic = Members by ethnic group
report-table-years = Members by Party age
report-table-rules = Records failing, by data-check rule
report-table-departures = Departures
report-table-units-by-kind = Organisations by kind
report-table-badges = Members due for a Party badge

report-sheet-movement = Movement
report-sheet-children = Subordinate units
report-sheet-compare = Comparison
report-sheet-standing = Standing
report-sheet-sex = Sex
report-sheet-age = Age
report-sheet-ethnic = Ethnic groups
report-sheet-years = Party age
report-sheet-rules = Data-check rules
report-sheet-departures = Departures
report-sheet-units-by-kind = Kinds of organisation
report-sheet-badges = Badges
report-sheet-summary = Summary
report-sheet-provenance = Provenance

report-column-heading = Item
report-column-code = Code
report-column-certainty = Certainty
report-column-quarter = In the period
report-column-cumulative = Cumulative
report-column-members = Members
report-column-women = Women
report-column-count = Number
report-column-unit = Unit
report-column-organ = Issuing organ
report-column-adviser = Advising agency
report-column-kind = Kind of document
report-column-field = Field of work
report-column-state = State
report-column-superior = Superior document
report-column-lead = Lead agency
report-column-units = Units
report-column-share = Share
report-column-admitted-cumulative = Admitted (cumulative)
report-column-standardised = Standardised
report-column-failing = Records failing
report-column-change = Change on the previous period
report-column-this = This period
report-column-previous = Previous period
report-column-last-year = Same period last year

report-row-opening = Opening
report-row-admitted = Admitted
report-row-transferred-in = Transferred in from outside the unit
report-row-reinstated = Reinstated
report-row-opened = Entered by an opening list
report-row-in-by-reform = Received by reorganisation
report-row-transferred-out = Transferred out of the unit
report-row-deceased = Deceased
report-row-struck-off = Struck off
report-row-expelled = Expelled
report-row-left = Left at own request
report-row-departed = Membership ended
report-row-out-by-reform = Handed over by reorganisation
report-row-closing = Closing
report-row-child-until = { $name } (until { $until })
report-row-child-from = { $name } (from { $from })
report-row-child-between = { $name } ({ $from } to { $until })
report-row-child-with-breaks = { $name } ({ $from } to { $until }, with breaks)
report-row-own = Directly under the unit
report-row-in-transit = In transit between the units above
report-row-remainder = Remainder
report-row-total = Total
report-row-members = Total members
report-row-recognised = Recognised as official
report-row-standardised = Data standardised
report-row-official = Official
report-row-probationary = Probationary
report-row-exempt = Exempt from activity
report-row-suspended = Suspended
report-row-women = Women
report-row-men = Men
report-row-unknown = Not recorded
report-row-age = Aged { $band }
report-row-years = Party age (years): { $band }
report-row-ethnic = { $group }
report-row-untold = Not shown by group
report-row-rule = { $rule }. { $name }
report-row-badge = Badge for { $years } years of Party age
report-row-kind = { $kind ->
    [province] Provincial Party organisation
    [commune] Commune
    [ward] Ward
    [special-zone] Special zone
    [district] District
    [agency] Advisory agency
    [grassroots] Grassroots Party organisation
    [cell] Cell
    [village] Village or quarter
   *[other] { $kind }
}

## Data-check rules

report-rule-DQ01 = Citizen ID number missing or not of 12 digits
report-rule-DQ02 = Citizen ID number at odds with sex or year of birth
report-rule-DQ03 = Citizen ID number borne by another member too
report-rule-DQ04 = Name not written as it should be
report-rule-DQ05 = Birth date missing or impossible, or age at admission not 18 to 60
report-rule-DQ06 = Ceremony before the decision or after the time allowed
report-rule-DQ07 = Official date at odds with the 12 months of probation
report-rule-DQ08 = Probation over, and no decision
report-rule-DQ09 = Membership card number missing, wrong or used twice
report-rule-DQ10 = File number missing, wrong or used twice
report-rule-DQ11 = Not in exactly one open cell
report-rule-DQ12 = Transfer not received within 30 working days
report-rule-DQ13 = Temporary activity past its end
report-rule-DQ14 = Cell with fewer than 3 official members
report-rule-DQ15 = Exemption or suspension without reason or end
report-rule-DQ16 = Party badge due, not yet proposed
report-rule-DQ17 = Closed unit or place still named
report-rule-DQ18 = Record not confirmed within the time allowed
report-rule-DQ19 = Anniversary of 29 February counted on 28 February

## Provenance

report-provenance-key = Key
report-provenance-indicator = Indicator
report-provenance-filter = Filter
report-provenance-unit = Unit
report-provenance-value = Value
report-provenance-period = Period
report-provenance-period-kind = Kind of period
report-provenance-as-of = As of
report-provenance-structure = Structure
report-provenance-certainty = Certainty
report-provenance-known = Act number
report-provenance-root = Root

## On the screen

nav-reports = Quarterly report
report-language = Language of the report
report-show = Show report
report-print = Print
report-movement-in = Came in over the border of the unit
report-movement-out = Went out over the border of the unit
report-structure-last = those of the period’s last day
report-lists = Every figure opens the list behind it.
report-table-documents-by-organ = Documents issued by organ
report-table-documents-by-adviser = Documents issued by advising agency
report-table-documents-by-kind = Documents issued by kind
report-table-documents-by-field = Documents issued by field of work (a field counts those below it)
report-table-tasks-by-state = Tasks by how far they are
report-table-tasks-by-lead = Tasks due and done on time, by lead
report-table-coverage = Implementing documents asked for by superior documents
report-column-tasks = Tasks
report-column-tasks-due = Due
report-column-tasks-on-time = Done on time
report-column-bound = Units bound
report-column-issued = Have issued
report-row-task-issued = assigned
report-row-task-received = received
report-row-task-in-progress = in progress
report-row-task-submitted = submitted
report-row-task-returned = returned
report-row-task-accepted = accepted
report-sheet-documents-by-organ = Documents by organ
report-sheet-documents-by-adviser = Documents by adviser
report-sheet-documents-by-kind = Documents by kind
report-sheet-documents-by-field = Documents by field
report-sheet-tasks-by-state = Tasks by state
report-sheet-tasks-by-lead = Tasks by lead
report-sheet-coverage = Implementing documents
report-row-no-adviser = no agency named
report-row-no-field = no field named
