# سکرین پر ارکان۔
nav-members = ارکان
nav-transfers = منتقلیاں
members-col-name = نام
members-col-born = سالِ پیدائش
members-col-sex = جنس
members-col-unit = اکائی
members-col-standing = رکنیت کی حیثیت
members-col-since = اس اکائی میں از
members-col-decision = داخلے کا فیصلہ
members-col-ceremony = تقریبِ شمولیت
members-col-official = باقاعدہ رکن از
members-col-years = رکنیت کی مدت
members-col-failing = قواعد جو پورے نہیں
members-col-file = فائل نمبر
members-col-card = کارڈ نمبر
members-col-citizen = شہری شناختی نمبر
members-sex-male = مرد
members-sex-female = عورت
members-no-member = رکن نہیں
members-in-transit = منتقلی کے دوران
members-found = { $n ->
    [one] { $n_text } شخص
   *[other] { $n_text } افراد
}
members-shown = { $from_text } تا { $until_text }
members-choose = چنیں
members-choose-one = { $name } کو چنیں
members-choose-page = اس صفحے کے سب چنیں
members-choose-all = تمام { $n_text } مطابق افراد چنیں
members-pages = صفحات
members-prev = پچھلا صفحہ
members-last = آخری صفحہ
members-per-page = فی صفحہ:
members-none = یہاں کوئی رکن درج نہیں
members-none-text = اس دن اس اکائی اور اس کے نیچے کوئی رکن نہیں۔ ارکان درآمد، داخلے یا منتقلی کی وصولی سے آتے ہیں۔
members-no-match = کوئی شخص مطابق نہیں
members-no-match-text = یہاں کوئی رکن سب شرطوں پر پورا نہیں اترتا۔ ایک شرط ہٹائیں، یا امیدواروں اور سابق ارکان میں بھی دیکھیں۔
members-look-everywhere = سب میں دیکھیں
members-admit = رکن داخل کریں
members-find = نام یا نمبر سے شخص تلاش کریں
members-find-hint = نام کسی بھی ترتیب میں، علامات کے ساتھ یا بغیر؛ فائل، کارڈ یا شناختی نمبر
members-find-do = تلاش
members-filters = شرطیں اور کالم
members-remove = ہٹائیں: { $what }
members-f-unit = اکائی کے ماتحت (کوڈ)
members-f-who = کون
members-f-standing = حیثیت
members-f-sex = جنس
members-f-age = عمر
members-f-joined-from = داخلہ اس دن یا بعد
members-f-joined-until = داخلہ اس دن سے پہلے
members-f-due = آزمائش اس دن سے پہلے ختم
members-f-failing = معیار سے کم، بلحاظِ قاعدہ
members-f-ethnic = نسلی گروہ
members-f-transit = صرف منتقلی کے دوران
members-any = کوئی بھی
members-any-rule = کم از کم ایک قاعدہ
members-who-members = ارکان
members-who-others = امیدوار اور عارضی شامل
members-who-former = سابق ارکان
members-who-all = ریکارڈ کے سب افراد
members-columns = کالم
members-apply = لاگو کریں
members-clear = شرطیں ہٹائیں
members-views = محفوظ فہرستیں
members-views-none = آپ نے ابھی کوئی فہرست محفوظ نہیں کی۔
members-view-name = فہرست کا نام
members-view-save = جو نظر آ رہا ہے اسے اس نام سے محفوظ کریں
members-view-keep = محفوظ کریں
members-view-rename = نام بدلیں
members-view-end = حذف کریں
members-view-saved = محفوظ: { $name }
members-view-ended = فہرست حذف ہو گئی۔
members-view-needs-name = محفوظ کرنے کے لیے فہرست کو نام دیں۔
members-bulk = چنے ہوئے افراد میں تبدیلی…
members-is-view = مطابق ”{ $what }“
members-is-who = { $what }
members-is-standing = حیثیت { $what }
members-is-sex = جنس { $what }
members-is-age = عمر { $what }
members-is-joined-from = داخلہ { $what } یا بعد
members-is-joined-until = داخلہ { $what } سے پہلے
members-is-due = آزمائش { $what } سے پہلے ختم
members-is-failing = معیار سے کم: { $what }
members-is-transit = منتقلی کے دوران{ $what }
members-is-ethnic = نسلی گروہ { $what }
members-erased = (نام مٹا دیا گیا)
members-leaving = تنظیم سے باہر منتقلی کے دوران
members-membership = رکنیت
members-by = بذریعہ { $what }، { $day }
members-by-reform = تنظیمِ نو سے منتقل، { $day }
members-last-unit = آخری اکائی
members-sender = بھیجنے والی اکائی
members-receiver = وصول کرنے والی اکائی
members-due = آزمائش کا اختتام
members-overdue = مدت گزر گئی
members-data = ریکارڈ کی معلومات
members-correct = درست کریں
members-correct-one = درست کریں: { $what }
members-correct-title = { $name } کا ریکارڈ درست کریں
members-standard = معیارِ کوائف
members-standard-good = تمام قواعد پورے ہیں۔
members-print = چھاپیں
members-print-form = رکن فارم
members-print-transfer = منتقلی کا مراسلہ
members-print-admission = داخلے کا فیصلہ (مسودہ)
members-history = تاریخچہ
members-entered = ریکارڈ میں درج
members-moved = تنظیمِ نو سے منتقل
members-since-always = شروع سے
members-outside = تنظیم سے باہر
members-document = دستاویز
members-document-hint = جس فیصلے یا مراسلے پر مبنی ہے اس کا نمبر اور علامت
members-reason-hidden = وجہ اور دستاویز دیکھنے کے لیے الگ اختیار درکار ہے۔
members-recorded-by = اندراج از { $who }، { $when }
members-see-then = جیسا اُس دن تھا دیکھیں
members-born = پیدائش { $year }
members-day = واقعے کا دن
members-event = واقعہ
members-to-unit = وصول کنندہ اکائی (کوڈ)
members-to-unit-hint = کوڈ یا نام کا حصہ لکھ کر چنیں۔
members-to-unit-out = کوڈ یا نام کا حصہ لکھ کر چنیں۔ تنظیم سے باہر منتقلی ہو تو خالی چھوڑیں۔
members-until = متوقع آخری دن
members-until-hint = اگر معلوم ہو
members-rests-on = اس کی بنیاد:
members-check = جانچیں
members-cancel = منسوخ
members-back = فارم پر واپس
members-record = درج کریں
members-recorded = درج ہو گیا: { $what } (اندراج نمبر { $act })۔
members-check-title = اندراج سے پہلے جانچ
members-check-text = { $what }، { $name }، { $day }۔ ابھی کچھ درج نہیں ہوا۔
members-what = کیا
members-before = پہلے
members-after = بعد
members-counted = رکن شمار
members-yes = ہاں
members-no = نہیں
members-moves = { $n ->
    [one] اس کے بعد ایک تنظیمِ نو اس شخص کو آگے منتقل کرتی ہے۔
   *[other] اس کے بعد { $n_text } تنظیمِ نو اس شخص کو آگے منتقل کرتی ہیں۔
}
members-no-unit = اُس دن یہ کوڈ کسی ایسی اکائی کا نہیں جس کے لیے آپ اندراج کر سکیں۔
members-reason-needed = بتائیں کہ ریکارڈ کیوں درست کیا جا رہا ہے۔
members-reason-hint = یہ ریکارڈ کے تاریخچے میں رہتی ہے۔
members-says-now = ریکارڈ میں اب ہے:
members-since = کب سے
members-was-wrong = شروع سے غلط تھا: ابتدا سے درست کریں
members-did-change = کسی دن سے بدلا
members-from-day = اس دن سے
members-until-day = صرف اس دن تک (شامل نہیں)
members-conflict-text = { $who } نے { $when } پر ریکارڈ بدلا۔ آپ کا لکھا ہوا محفوظ ہے۔
members-conflict-yours = آپ کا بھی درج کریں
members-conflict-theirs = دوسرے کا رہنے دیں
members-new = نیا شخص داخل یا وصول کریں
members-person = شخص
members-key = آپ کی فہرست میں کلید
members-key-hint = خالی: ریکارڈ خود دے گا۔
members-how = رکنیت کی ابتدا
members-how-admission = رکنیت میں داخلہ
members-how-arrival = تنظیم سے باہر سے منتقلی
members-unit-code = اکائی (کوڈ)
members-ceremony-hint = داخلہ اسی دن سے شمار ہوتا ہے۔
members-only-arrival = صرف باہر سے منتقلی کے لیے
members-since-here = اس اکائی میں از تاریخ
members-check-standard = یہ ریکارڈ معیارِ معلومات کے جن قواعد پر پورا نہیں اترتا
members-check-standard-text = پھر بھی درج کیا جا سکتا ہے؛ اس کے بعد یہ معیارِ معلومات کے کاموں کی فہرست میں آئے گا۔
members-same = ریکارڈ میں یہی شخص پہلے سے ہو سکتا ہے
members-same-citizen-id = شہری شناختی نمبر کسی اور ریکارڈ میں موجود ہے۔
members-same-file-number = فائل نمبر کسی اور ریکارڈ میں موجود ہے۔
members-same-card-number = کارڈ نمبر کسی اور ریکارڈ میں موجود ہے۔
members-same-name = اسی نام کا شخص اسی دن پیدا ہوا ہے۔
members-sent-on = تاریخِ روانگی
members-by-when = وصولی کی آخری تاریخ
members-late = تاخیر
members-n-late = { $n ->
    [one] { $n_text } میں تاخیر
   *[other] { $n_text } میں تاخیر
}
members-do = عمل
members-receive = وصول کریں
members-receive-one = { $name } کو وصول کریں
members-withdraw = واپس لیں
members-withdraw-one = { $name } کی منتقلی واپس لیں
members-coming = یہاں آنے والے
members-coming-none = ہماری طرف کوئی منتقلی راستے میں نہیں۔
members-sent = یہاں سے بھیجے گئے
members-sent-none = یہاں سے بھیجی گئی کوئی منتقلی راستے میں نہیں۔
members-out = تنظیم سے باہر، تصدیق باقی
members-out-none = تنظیم سے باہر کی کوئی منتقلی تصدیق کی منتظر نہیں۔
members-received = وصول شدہ
members-received-days = { $n ->
    [one] گزشتہ ایک دن میں
   *[other] گزشتہ { $n_text } دنوں میں
}
members-received-none = حال ہی میں کوئی وصولی نہیں ہوئی۔
members-field-name = پورا نام
members-field-birth-date = تاریخِ پیدائش
members-field-sex = جنس
members-field-ethnic-group = نسلی گروہ
members-field-citizen-id = شہری شناختی نمبر
members-field-file-number = فائل نمبر
members-field-card-number = رکنیت کارڈ نمبر
members-field-decision-date = داخلے کے فیصلے کی تاریخ
members-field-ceremony-date = تقریبِ شمولیت کی تاریخ
members-field-official-date = باقاعدہ رکنیت کی تاریخ
members-why-no-day = یہ کوئی تاریخ نہیں: ⁦2025-07-01⁩ یا ⁦1/7/2025⁩ لکھیں۔
members-why-day-needed = تاریخ درکار ہے۔
members-why-unit-needed = اکائی درکار ہے۔
members-why-no-unit = یہ کوڈ کبھی کسی اکائی کا نہیں رہا۔
members-why-no-unit-then = { $a } کو یہ کوڈ کسی اکائی کا نہیں؛ پہلے { $b } کا تھا۔
members-why-standing = { $b } کو ”{ $c }“ حیثیت والے شخص کے ساتھ یہ نہیں ہو سکتا۔
members-why-no-member = { $b } کو یہ شخص رکن نہیں۔
members-why-member = { $b } کو یہ شخص پہلے سے رکن ہے۔
members-why-same-unit = منتقلی موجودہ اکائی کے علاوہ کسی اور اکائی کو ہوتی ہے۔
members-why-on-way = { $c } سے ایک منتقلی پہلے ہی راستے میں ہے۔
members-why-not-on-way = کوئی منتقلی راستے میں نہیں: یہ شخص { $c } میں ہے۔
members-why-sent-out = یہ شخص تنظیم سے باہر بھیجا گیا تھا: پہلے وہ منتقلی واپس لیں۔
members-why-guest = { $a } کو عارضی شمولیت پہلے سے جاری ہے۔
members-why-no-guest = { $a } کو کوئی عارضی شمولیت جاری نہیں۔
members-why-ends-before = اختتام ابتدا سے پہلے ہوگا۔
members-why-no-rule = { $a } کو مجموعۂ قواعد میں اس کا کوئی قاعدہ نہیں۔
members-why-not-yours-then = { $a } کو یہ شخص ایسی اکائی میں تھا جس کے لیے آپ اندراج نہیں کر سکتے۔
members-why-before-sent = { $a } کی تاریخ { $b } سے پہلے ہے، جس دن یہ شخص بھیجا گیا۔
members-why-name = نام درکار ہے۔
members-why-sex = مرد یا عورت چنیں۔
members-why-closed = { $a } { $b } کو بند ہوئی اور کوئی جانشین نہیں: بتائیں شخص کہاں گیا۔
members-file-name = arkan
members-provenance = فہرست کا ماخذ
members-by-whom = نکالنے والا
members-when = وقت
members-rows = سطریں
members-filter = شرط
members-demo = نمائش کے فرضی افراد
members-nobody-chosen = پہلے کسی کو چنیں۔
members-too-many = { $n } افراد چنے گئے، جبکہ ایک وقت میں زیادہ سے زیادہ { $most } بدلے جا سکتے ہیں۔ کچھ نہیں بدلا: فہرست محدود کریں، یا درآمد میں فائل دیں۔
members-field-needed = خانہ چنیں۔
members-event-needed = واقعہ چنیں۔
members-bulk-title = { $n ->
    [one] { $n_text } شخص میں تبدیلی
   *[other] { $n_text } افراد میں تبدیلی
}
members-bulk-event = سب کے لیے ایک ہی واقعہ
members-bulk-correction = سب کے لیے ایک ہی درستی
members-bulk-field = خانہ
members-bulk-value = نئی قدر
members-bulk-value-hint = تاریخ ⁦2025-07-01⁩ یا ⁦1/7/2025⁩؛ جنس مرد یا عورت؛ نسلی گروہ کوڈ سے
members-bulk-stale = اس دوران کسی نے ان افراد کے بارے میں اندراج کیا۔ آپ کی تبدیلی اب یہ کرے گی۔
members-bulk-good = { $n ->
    [one] { $n_text } شخص بدلے گا
   *[other] { $n_text } افراد بدلیں گے
}
members-bulk-refused = { $n ->
    [one] { $n_text } ممکن نہیں، چھوڑا گیا
   *[other] { $n_text } ممکن نہیں، چھوڑے گئے
}
members-bulk-others = { $n ->
    [one] { $n_text } آپ کے اختیار سے باہر
   *[other] { $n_text } آپ کے اختیار سے باہر
}
members-bulk-left-out = چھوڑے گئے، وجہ کے ساتھ
members-bulk-whom = تبدیل ہوں گے
members-bulk-record = { $n ->
    [one] { $n_text } شخص کے لیے درج کریں
   *[other] { $n_text } افراد کے لیے درج کریں
}
members-bulk-recorded = { $n } افراد کے لیے ایک اندراج میں درج ({ $act })۔
journal-act-known = اندراج نمبر کے بعد
members-reveal = پورا دکھائیں
members-reveal-why = کس لیے؟ (اندراج ہوگا)
members-no-unit-to-find = اُس دن یہ کوڈ کسی ایسی اکائی کا نہیں جسے آپ تلاش کر سکیں۔
job-members-export = ارکان کی فہرست نکالنا
