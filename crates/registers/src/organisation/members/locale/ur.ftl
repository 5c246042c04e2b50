# ارکان کے ریکارڈ سے چھپنے والے کاغذات۔ $ سے شروع ہونے والے الفاظ پہلے سے لکھے جا چکے ہیں۔

## مشترک

paper-day = { $day } { $month ->
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
paper-dateline = ، { $day } { $month ->
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
paper-dateline-blank = ، …… ……………… ………
paper-party = کمیونسٹ پارٹی آف ویتنام
paper-number = نمبر
paper-recipients = وصول کنندگان
paper-archive = محفوظات
paper-signer = بہ نیابتِ
paper-sign-here = (دستخط، پورا نام، مہر اگر ہو)
paper-draft = مسودہ
paper-foot = بتاریخ { $asof } · روزنامچے کے اندراج نمبر { $known } تک
paper-foot-page = صفحہ { $page } از { $pages }
paper-male = مرد
paper-female = عورت

## ریکارڈ کے خانے

field-name = پورا نام
field-birth-date = تاریخِ پیدائش
field-sex = جنس
field-ethnic-group = نسلی گروہ
field-citizen-id = شہری شناختی نمبر
field-file-number = فائل نمبر
field-card-number = رکنیت کارڈ نمبر
field-decision-date = داخلے کے فیصلے کی تاریخ
field-ceremony-date = تقریبِ شمولیت کی تاریخ
field-official-date = باقاعدہ رکنیت کی تاریخ

## داخلے کا فیصلہ

admission-title = داخلے کا فیصلہ (مسودہ)
admission-kind = فیصلہ
admission-subject = رکنیت میں داخلہ
admission-ground-charter = کمیونسٹ پارٹی آف ویتنام کے منشور کی بنیاد پر؛
admission-ground-rule = { $rule } کی بنیاد پر؛
admission-ground-request = { $cell } کی تجویز پر غور کے بعد،
admission-decides = { $organ } کا فیصلہ
admission-article = دفعہ { $number }۔
admission-admits = درج ذیل شخص کو کمیونسٹ پارٹی آف ویتنام کی رکنیت میں داخل کیا جاتا ہے:
admission-ceremony = { $cell } { $days } ایامِ کار کے اندر تقریبِ شمولیت منعقد کرے۔ آزمائشی مدت تقریب کے دن سے { $months } ماہ ہے۔
admission-carried-out = { $cell } اور دفعہ 1 میں مذکور شخص اس فیصلے پر عمل درآمد کے ذمہ دار ہیں۔

## منتقلی کا خط

transfer-none = اس رکن کو کہیں منتقل نہیں کیا گیا: چھاپنے کو کوئی خط نہیں۔
transfer-title = پارٹی سرگرمی کی منتقلی کا تعارفی خط
transfer-kind = تعارفی خط
transfer-subject = پارٹی سرگرمی کی باقاعدہ منتقلی
transfer-to = بخدمت
transfer-introduces = درج ذیل رکن کو پارٹی سرگرمی کی باقاعدہ منتقلی کے لیے متعارف کرایا جاتا ہے:
transfer-standing = رکنیت کی حیثیت
transfer-presents = تعارف کے دن سے { $days } ایامِ کار کے اندر رکن یہ خط وصول کنندہ سیل کو پیش کرے۔
transfer-sent = بھیجنے کا حصہ
transfer-received = وصولی کا حصہ
transfer-cell-from = بھیجنے والا سیل
transfer-cell-to = وصول کنندہ سیل
transfer-day-sent = تعارف کی تاریخ
transfer-day-received = وصولی کی تاریخ
transfer-document = دستاویز
transfer-enclosed = منسلک کاغذات
transfer-fee = پارٹی چندہ ادا شدہ تا ماہ
transfer-active-from = سرگرم از اجلاس
transfer-boxes = تعارف کے خانے
transfer-box = خانہ { $number }
transfer-box-from = متعارف کنندہ
transfer-box-to = بنام
transfer-box-day = تاریخ

## رکن فارم

form-title = رکن فارم
form-kind = رکن فارم
form-model = فارم ⁦2-HSĐV⁩
form-photo = تصویر ⁦3×4⁩
form-unit-top = صوبائی پارٹی تنظیم (یا مساوی)
form-unit-upper = براہِ راست بالائی پارٹی تنظیم
form-unit-grassroots = بنیادی پارٹی تنظیم
form-unit-section = ذیلی پارٹی تنظیم
form-unit-cell = سیل
form-since = موجودہ حیثیت اور جگہ از
form-birth-place = جائے پیدائش
form-home = موجودہ رہائش
form-occupation = موجودہ پیشہ
form-education = تعلیم
form-history = رکنیت کے واقعات
form-day = تاریخ
form-event = واقعہ
form-from = از
form-to = تا
form-document = دستاویز
form-moved-by-reform = تنظیمِ نو کے تحت منتقلی
form-declared = اقرار کنندہ
form-signs = (دستخط، پورا نام)
form-confirmed = کمیٹی کی جانب سے تصدیق

## تصحیح کے پرچے

slips-title = ارکان کے کوائف کی تصحیح کا پرچہ
slips-how = صرف وہ خانے چھاپے گئے ہیں جو معیار سے کم ہیں۔ براہِ کرم اصل کاغذات کے مطابق درست قدر آخری خانے میں لکھیں۔
slips-count = معیار سے کم ریکارڈ: { $count }
slips-field = خانہ
slips-held = ریکارڈ میں
slips-why = غلطی
slips-right = درست قدر
slips-missing = (خالی)
slips-place = سرگرمی کی جگہ
slips-none = کوئی ریکارڈ معیار سے کم نہیں۔
slips-secretary = سیل کا سیکرٹری
slips-day = تاریخ

## سیل کی فہرست

cell-title = سیل کی فہرست
cell-as-of = بتاریخ { $day } · ارکان: { $count }
cell-name = پورا نام
cell-standing = حیثیت
cell-due = واجب امور
cell-none = –
cell-empty = اس دن سیل میں کوئی رکن نہیں۔
cell-elsewhere = تنظیم سے باہر
cell-due-probation = آزمائشی مدت { $day } کو ختم ہو گی
cell-due-probation-over = آزمائشی مدت { $day } کو ختم ہوئی، باقاعدہ رکنیت کی توثیق باقی ہے
cell-due-leaving = { $unit } کو منتقلی، { $day } سے وصولی کا انتظار
cell-due-arriving = { $unit } سے منتقلی، { $day } سے یہاں وصولی کا انتظار
cell-due-badge = { $years } سالہ پارٹی تمغہ، دور { $day }
cell-due-record = ریکارڈ: { $why }
cell-due-exemption = سرگرمی سے استثنا { $day } کو ختم ہو گا
cell-due-temporary = دوسری جگہ عارضی شمولیت { $day } کو ختم ہو گی
paper-title = چھپائی اور فائلیں
paper-masked = نمبر چھپا کر
paper-masked-text = شہری شناختی نمبر کے صرف آخری ہندسے دکھتے ہیں؛ نسلی گروہ نہیں لکھا جاتا۔
paper-whole = پورے نمبروں کے ساتھ
paper-which = کون سا
paper-reason = کس لیے
paper-reason-hint = وجہ آپ کے نام کے ساتھ دیکھنے کے روزنامچے میں درج ہوتی ہے۔
paper-reason-missing = چند الفاظ میں بتائیں کہ پورے نمبر کس لیے درکار ہیں۔
paper-make = تیار کریں
paper-name-member-form = رکن فارم
paper-name-transfer-letter = منتقلی کا تعارفی خط
paper-name-admission-decision = داخلے کا فیصلہ (مسودہ)
paper-name-cell = سیل کی فہرست
paper-name-slips = سیل وار تصحیح کے پرچے
paper-name-national-xlsx = قومی ڈیٹابیسِ ارکان، ⁦XLSX⁩
paper-name-national-csv = قومی ڈیٹابیسِ ارکان، ⁦CSV⁩
