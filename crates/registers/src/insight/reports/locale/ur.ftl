# اعداد و شمار کی رپورٹ۔ $ سے شروع ہونے والے الفاظ اعداد، تاریخیں یا نام ہیں جو پہلے سے لکھے جا چکے ہیں۔

## تاریخ، مدت، گروہ

report-band = { $from } تا { $to }
report-band-over = { $from } یا زائد

## دستاویز کا آغاز اور اختتام

report-kind = رپورٹ
report-title = پارٹی تنظیموں اور پارٹی ارکان کے اعداد و شمار کی رپورٹ، { $period } – { $unit }
report-subject = پارٹی تنظیموں اور پارٹی ارکان کے اعداد و شمار، { $period }
report-subtitle = { $unit } · بتاریخ { $asof }
report-head-party = کمیونسٹ پارٹی آف ویتنام
report-head-number = نمبر
report-head-symbol = -BC/
report-head-dateline = ، { $day } { $month ->
    [1] جنوری
    [2] فروری
    [3] مارچ
    [4] اپریل
    [5] مئی
    [6] جون
    [7] جولائی
    [8] اگست
    [9] ستمبر
    [10] اکتوبر
    [11] نومبر
   *[12] دسمبر
} { $year }
report-signer = بہ نیابتِ
report-recipients = وصول کنندگان
report-archive = محفوظات
report-appendix = ضمیمۂ اعداد و شمار
report-exhibit = گوشوارہ { $number }
report-foot = بتاریخ { $asof } · روزنامچہ تا اندراج نمبر { $known } · تصدیقی کوڈ { $root }
report-foot-page = صفحہ { $page } از { $pages }
report-printed = وقتِ تحریر: { $at }
report-demo = نمائشی کوائف
report-axis-broken = عمودی محور منقطع ہے: میزان کے ستون صفر سے شروع نہیں ہوتے۔

## عدد کیسے پڑھا جائے

report-figure-title = { $indicator } · { $period } · { $kind } · بتاریخ { $asof } · { $structure } · { $certainty }
report-certainty-exact = درست
report-certainty-rebased = منتقل شدہ
report-certainty-remainder = غیر منقسم باقی
report-certainty-incomplete = نامکمل
report-period-kind-in-period = مدت کے دوران
report-period-kind-cumulative = مجموعی
report-period-kind-as-of = اُس دن پر
report-note-in-period = مدت کے دوران
report-note-cumulative = مجموعی، تا { $asof }
report-note-as-of = بتاریخ { $asof }
report-structure-as-was = ڈھانچہ جیسا اُس دن تھا
report-structure-on = { $day } کی اکائیوں پر

## شعبے

report-section-members = پارٹی ارکان
report-section-admissions = رکنیت میں داخلہ اور باقاعدہ رکنیت کی توثیق
report-section-movement = مدت کے دوران ارکان کی تعداد میں کمی بیشی
report-section-standard = ارکان کا معیارِ کوائف
report-section-badges = پارٹی تمغے
report-section-units = پارٹی تنظیمیں
report-section-documents = دستاویزات
report-section-tasks = کام

report-sentence-members = بتاریخ { $asof } پارٹی ارکان کی کل تعداد { $members } ہے (گزشتہ مدت کے اختتام پر: { $previous }؛ گزشتہ سال اسی تاریخ کو: { $lastyear })۔
report-sentence-standing = بلحاظِ حیثیت: باقاعدہ ارکان { $official }؛ آزمائشی ارکان { $probationary }؛ سرگرمی سے مستثنیٰ { $exempt }؛ معطل { $suspended }۔ ان ہی میں سے ہر سطح پر منتقلی کے دوران ارکان، جو اپنی حیثیت میں شمار ہیں: { $transit }۔
report-sentence-women = خواتین ارکان کی تعداد { $women } ہے، جو کل ارکان کا { $share } ہے۔
report-sentence-admitted = مدت کے دوران رکنیت میں داخلوں کی تعداد { $quarter } رہی؛ سال کے آغاز سے مجموعی تعداد { $cumulative } (گزشتہ مدت: { $previous }؛ گزشتہ سال کی یہی مدت: { $lastyear })۔
report-sentence-recognised = باقاعدہ رکنیت کی توثیق پانے والے آزمائشی ارکان کی تعداد { $quarter } رہی؛ سال کے آغاز سے مجموعی تعداد { $cumulative }۔
report-sentence-movement = مدت کے آغاز پر ارکان کی تعداد { $opening } تھی؛ اضافہ { $in }، کمی { $out }؛ مدت کے اختتام پر تعداد { $closing } رہی۔
report-sentence-standard = معیار بند ریکارڈ کی شرح { $standardised } ہے (گزشتہ مدت: { $previous })؛ معیار سے کم ریکارڈ: { $failing }۔
report-sentence-holidays = مجموعۂ قواعد میں سال { $year } کی تعطیلات کی فہرست نہیں: ایامِ کار کی میعاد میں صرف ہفتہ وار تعطیلات نکالی گئی ہیں۔
report-sentence-badges = مدت کے دوران پارٹی تمغے کے لیے مقررہ رکنیت کی مدت پوری کرنے والے ارکان کی تعداد: { $due }۔
report-sentence-units = نیچے کی اکائیاں: { $units }؛ بلحاظِ قسم: { $list }۔
report-sentence-no-units = نیچے کی اکائیاں: { $units }۔
report-sentence-reform = تنظیمِ نو: ضم ہونے والی پیش رو اکائیاں { $merged }؛ جانشین اکائیاں { $successors }؛ اکائیوں کی تعداد میں کمی { $reduced }۔
report-sentence-documents = مدت میں جاری دستاویزات: { $quarter }؛ سال کے آغاز سے مجموعی: { $cumulative } (گزشتہ مدت: { $previous })۔ مدت میں موصولہ دستاویزات: { $received }۔
report-sentence-tasks = مدت میں واجب الادا کام: { $due }، جن میں سے بروقت مکمل { $done }، یعنی { $share }۔ مدت کے اختتام پر نامکمل کام { $open }، جن میں مدت گزر چکے { $overdue }۔

## صفحے کے آغاز کے نمایاں اعداد

report-lead-members = کل پارٹی ارکان
report-lead-admitted = رکنیت میں داخلے
report-lead-standardised = معیار بند ریکارڈ کی شرح
report-lead-badges = پارٹی تمغے کے حق دار
report-lead-units = ماتحت اکائیاں

## جدول

report-table-movement = ارکان کی تعداد میں کمی بیشی
report-table-children = ماتحت اکائیوں کے لحاظ سے اعداد
report-table-compare = گزشتہ مدت اور گزشتہ سال کی اسی مدت سے موازنہ
report-table-standing = ارکان بلحاظِ حیثیت
report-table-sex = ارکان بلحاظِ جنس
report-table-age = ارکان بلحاظِ عمر
report-table-ethnic = ارکان بلحاظِ نسلی گروہ
report-table-years = ارکان بلحاظِ رکنیت کی مدت
report-table-rules = معیار سے کم ریکارڈ، بلحاظِ جانچ کا قاعدہ
report-table-departures = تنظیم سے رخصت ہونے والے
report-table-units-by-kind = تنظیمیں بلحاظِ قسم
report-table-badges = پارٹی تمغے کے حق دار ارکان

report-sheet-movement = کمی بیشی
report-sheet-children = ماتحت اکائیاں
report-sheet-compare = موازنہ
report-sheet-standing = حیثیت
report-sheet-sex = جنس
report-sheet-age = عمر
report-sheet-ethnic = نسلی گروہ
report-sheet-years = رکنیت کی مدت
report-sheet-rules = جانچ کے قواعد
report-sheet-departures = رخصت
report-sheet-units-by-kind = تنظیم کی قسم
report-sheet-badges = پارٹی تمغے
report-sheet-summary = خلاصہ
report-sheet-provenance = اعداد کا ماخذ

report-column-heading = تفصیل
report-column-code = کوڈ
report-column-certainty = یقین
report-column-quarter = مدت کے دوران
report-column-cumulative = مجموعی
report-column-members = ارکان
report-column-women = خواتین
report-column-count = تعداد
report-column-unit = اکائی
report-column-organ = جاری کرنے والا ادارہ
report-column-adviser = مشاورتی ادارہ
report-column-kind = دستاویز کی قسم
report-column-field = کام کا شعبہ
report-column-state = کیفیت
report-column-superior = بالائی دستاویز
report-column-lead = ذمہ دار ادارہ
report-column-units = اکائیاں
report-column-share = شرح
report-column-admitted-cumulative = داخلے (مجموعی)
report-column-standardised = معیار بند ریکارڈ کی شرح
report-column-failing = معیار سے کم ریکارڈ
report-column-change = گزشتہ مدت سے فرق
report-column-this = موجودہ مدت
report-column-previous = گزشتہ مدت
report-column-last-year = گزشتہ سال کی یہی مدت

report-row-opening = آغاز
report-row-admitted = داخلہ
report-row-transferred-in = اکائی سے باہر سے منتقل ہو کر آنے والے
report-row-reinstated = رکنیت کی بحالی
report-row-opened = ابتدائی فہرست سے درج
report-row-in-by-reform = تنظیمِ نو سے موصول
report-row-transferred-out = اکائی سے باہر منتقل ہونے والے
report-row-deceased = وفات
report-row-struck-off = فہرست سے نام کا حذف
report-row-expelled = تادیبی اخراج
report-row-left = اپنی درخواست پر علیحدگی
report-row-departed = رکنیت کا اختتام
report-row-out-by-reform = تنظیمِ نو سے حوالہ
report-row-closing = اختتام
report-row-child-until = { $name } ({ $until } تک)
report-row-child-from = { $name } ({ $from } سے)
report-row-child-between = { $name } ({ $from } سے { $until } تک)
report-row-child-with-breaks = { $name } ({ $from } سے { $until } تک، وقفوں کے ساتھ)
report-row-own = براہِ راست اکائی میں
report-row-in-transit = اوپر کی اکائیوں کے درمیان منتقلی
report-row-remainder = غیر منقسم باقی
report-row-total = میزان
report-row-members = کل پارٹی ارکان
report-row-recognised = باقاعدہ رکنیت کی توثیق
report-row-standardised = معیار بند ریکارڈ کی شرح
report-row-official = باقاعدہ رکن
report-row-probationary = آزمائشی رکن
report-row-exempt = سرگرمی سے مستثنیٰ
report-row-suspended = معطل
report-row-women = خواتین
report-row-men = مرد
report-row-unknown = درج نہیں
report-row-age = عمر (سال): { $band }
report-row-years = رکنیت کی مدت (سال): { $band }
report-row-ethnic = { $group }
report-row-untold = نسلی گروہ کے لحاظ سے نہیں دکھائے گئے
report-row-rule = { $rule }۔ { $name }
report-row-badge = رکنیت کے { $years } سال کا پارٹی تمغہ
report-row-kind = { $kind ->
    [province] صوبائی پارٹی تنظیم
    [commune] کمیون
    [ward] وارڈ
    [special-zone] خصوصی علاقہ
    [district] ضلع
    [agency] مشاورتی ادارہ
    [grassroots] بنیادی پارٹی تنظیم
    [cell] سیل (بنیادی شاخ)
    [village] گاؤں / محلہ
   *[other] { $kind }
}

## جانچ کے قواعد

report-rule-DQ01 = شہری شناختی نمبر غائب یا 12 ہندسوں کا نہیں
report-rule-DQ02 = شہری شناختی نمبر جنس یا سالِ پیدائش کے مطابق نہیں
report-rule-DQ03 = شہری شناختی نمبر کسی اور رکن کا بھی ہے
report-rule-DQ04 = نام درست نہیں لکھا گیا
report-rule-DQ05 = تاریخِ پیدائش غائب یا ناممکن، یا داخلے کے وقت عمر 18 تا 60 سال نہیں
report-rule-DQ06 = تقریبِ شمولیت فیصلے سے پہلے یا مقررہ مدت کے بعد
report-rule-DQ07 = باقاعدہ رکنیت کی تاریخ 12 ماہ کی آزمائش سے میل نہیں کھاتی
report-rule-DQ08 = آزمائشی مدت گزر گئی، فیصلہ نہیں ہوا
report-rule-DQ09 = رکنیت کارڈ کا نمبر غائب، غلط یا دہرا
report-rule-DQ10 = فائل نمبر غائب، غلط یا دہرا
report-rule-DQ11 = رکن کسی ایک ہی فعال سیل میں نہیں
report-rule-DQ12 = منتقلی کے 30 ایامِ کار بعد بھی وصولی نہیں ہوئی
report-rule-DQ13 = عارضی شمولیت کی مدت گزر گئی
report-rule-DQ14 = سیل میں 3 سے کم باقاعدہ ارکان
report-rule-DQ15 = استثنا یا معطلی کی وجہ یا مدت درج نہیں
report-rule-DQ16 = پارٹی تمغہ واجب، تجویز باقی
report-rule-DQ17 = بند ہو چکی اکائی یا جگہ کا حوالہ باقی ہے
report-rule-DQ18 = مقررہ مدت میں ریکارڈ کی تصدیق نہیں ہوئی
report-rule-DQ19 = 29 فروری کی سالگرہ 28 فروری کو شمار ہوئی

## اعداد کا ماخذ

report-provenance-key = کلید
report-provenance-indicator = اشاریہ
report-provenance-filter = شرط
report-provenance-unit = اکائی
report-provenance-value = قدر
report-provenance-period = مدت
report-provenance-period-kind = مدت کی قسم
report-provenance-as-of = بتاریخ
report-provenance-structure = ڈھانچہ
report-provenance-certainty = یقین
report-provenance-known = اندراج نمبر
report-provenance-root = تصدیقی کوڈ

## اسکرین پر

nav-reports = سہ ماہی رپورٹ
report-language = رپورٹ کی زبان
report-show = رپورٹ دکھائیں
report-print = چھاپیں
report-movement-in = اکائی میں آنے والے
report-movement-out = اکائی سے جانے والے
report-structure-last = مدت کے آخری دن کی
report-lists = ہر عدد اپنے پیچھے کی فہرست کھولتا ہے۔
report-table-documents-by-organ = ادارہ وار جاری دستاویزات
report-table-documents-by-adviser = مشاورتی ادارہ وار جاری دستاویزات
report-table-documents-by-kind = قسم وار جاری دستاویزات
report-table-documents-by-field = شعبہ وار جاری دستاویزات (ذیلی شعبے شامل)
report-table-tasks-by-state = کیفیت وار کام
report-table-tasks-by-lead = ذمہ دار ادارہ وار واجب الادا اور بروقت کام
report-table-coverage = بالائی دستاویزات پر عملدرآمد دستاویزات
report-column-tasks = کام
report-column-tasks-due = واجب الادا
report-column-tasks-on-time = بروقت
report-column-bound = لازم اکائیاں
report-column-issued = جاری کر چکے
report-row-task-issued = سونپا گیا
report-row-task-received = موصول
report-row-task-in-progress = جاری
report-row-task-submitted = جمع کرایا گیا
report-row-task-returned = واپس
report-row-task-accepted = قبول
report-sheet-documents-by-organ = دستاویزات ادارہ وار
report-sheet-documents-by-adviser = دستاویزات مشیر وار
report-sheet-documents-by-kind = دستاویزات قسم وار
report-sheet-documents-by-field = دستاویزات شعبہ وار
report-sheet-tasks-by-state = کام کیفیت وار
report-sheet-tasks-by-lead = کام ذمہ دار وار
report-sheet-coverage = عملدرآمد دستاویزات
report-row-no-adviser = مشاورتی ادارہ درج نہیں
report-row-no-field = شعبہ درج نہیں
