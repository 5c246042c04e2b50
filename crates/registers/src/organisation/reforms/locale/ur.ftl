nav-reforms = تنظیمِ نو
reforms-text = اکائیوں کا انضمام، تقسیم، نام یا جگہ کی تبدیلی: پہلے جانچ، پھر دستاویز پر اندراج۔
reforms-new = تنظیمِ نو تیار کریں
reforms-by-file = فائل سے
reforms-drafts = زیرِ تیاری
reforms-unnamed = بے نام
reforms-n-steps = { $n_text } قدم
reforms-latest = حال میں درج
reforms-none = کوئی تنظیمِ نو درج یا زیرِ تیاری نہیں
reforms-none-text = تنظیمی شعبہ یہاں تیاری کرتا ہے؛ ہر اثر پہلے دکھایا جاتا ہے۔
reforms-file-text = ایک اندراج کی سطریں ساتھ ہوتی ہیں، ایک تاریخ اور ایک بنیاد پر۔ کوڈ سے مراد وہ اکائی ہے جس کا اُس دن وہ کوڈ ہو۔
reforms-file = تنظیمِ نو کی فائل
reforms-assign = تعیین کی فائل
reforms-assign-hint = ختم ہونے والی اکائیوں کے ارکان کہاں جائیں، اگر ایک جانشین نہ ہو۔ یہ اگلے صفحے پر بھی کہا جا سکتا ہے۔
reforms-nothing-written = جب تک آپ نتیجہ نہ دیکھ لیں کچھ درج نہیں ہوتا۔
reforms-hand-in = دیں اور جانچیں
reforms-no-file = فائل چنیں۔
reforms-too-large = فائل حد سے بڑی ہے۔
reforms-prepare = تنظیمِ نو کی تیاری
reforms-act = اندراج
reforms-steps = کیا ہوگا
reforms-no-steps = نیچے سے پہلا قدم چنیں۔
reforms-add = اضافہ
reforms-add-step = یہ شامل کریں
reforms-merge = انضمام
reforms-merge-text = اکائیاں ختم ہو کر پوری کی پوری ایک نئی اکائی بنتی ہیں۔
reforms-absorb = ضم کرنا
reforms-absorb-text = ایک اکائی قائم رہتی ہے اور دوسری اُس میں ضم ہو کر ختم ہوتی ہیں۔
reforms-divide = تقسیم
reforms-divide-text = حصے الگ اکائیاں بنتے ہیں۔ اکائی ختم ہوتی ہے، سوائے اس کے کہ قائم رہے۔
reforms-alter = نام یا جگہ کی تبدیلی
reforms-alter-text = اکائی قائم رہتی ہے، نام، کوڈ، قسم یا بالائی اکائی بدلتی ہے۔ خالی خانہ نہیں بدلتا۔
reforms-create = نئی اکائی
reforms-create-text = نئی اکائی جو کسی اور سے نہیں بنی۔
reforms-abolish = تحلیل
reforms-abolish-text = اکائیاں ختم ہوتی ہیں اور کوئی جانشین نہیں۔
reforms-units = اکائیاں
reforms-below = { $n_text } ماتحت
reforms-typed = یا کوڈ سے
reforms-typed-hint = کئی کوڈ ہوں تو بیچ میں کاما۔
reforms-lives = اکائی قائم رہتی ہے، صرف حصے دیتی ہے
reforms-lives-on = قائم رہتی ہے
reforms-target-merge = نئی اکائی
reforms-target-absorb = قائم رہنے والی اکائی
reforms-target-divide = حصے
reforms-target-alter = اب سے
reforms-target-create = نئی اکائی
reforms-code = کوڈ
reforms-name = نام
reforms-kind = قسم
reforms-parent = بالائی اکائی کا کوڈ
reforms-parent-hint = خالی: جہاں پہلی اکائی تھی۔
reforms-parent-none = خالی: سب سے اوپر۔
reforms-unchanged = خالی: وہیں رہے؛ - کوئی نہیں۔
reforms-under = زیرِ { $code }
reforms-under-name = زیرِ { $name }
reforms-on-top = سب سے اوپر
reforms-remove-n = قدم { $n_text } ہٹائیں
reforms-label = تنظیمِ نو کا نام
reforms-label-hint = جس سے بعد میں تلاش ہو۔
reforms-day = نافذ از
reforms-basis = بنیادی دستاویز
reforms-basis-hint = نمبر اور علامت، مثلاً ⁦1683/NQ-UBTVQH15⁩۔
reforms-reason = وجہ
reforms-save = محفوظ کریں
reforms-check = اثرات دیکھیں
reforms-change = تبدیل کریں
reforms-forget = یہ مسودہ ترک کریں
reforms-forgotten = مسودہ ترک کر دیا گیا۔ کچھ درج نہیں ہوا۔
reforms-bad-day = نفاذ کی تاریخ بتائیں۔
reforms-no-label = تنظیمِ نو کو نام دیں۔
reforms-no-units = کم از کم ایک اکائی چنیں۔
reforms-one-unit = صرف ایک اکائی چنیں۔
reforms-no-target = بتائیں کہ اکائی کیا ہوگی۔
reforms-no-parts = کم از کم دو حصے بتائیں، یا کہیں کہ اکائی قائم رہتی ہے۔
reforms-no-code = ہر اکائی کو کوڈ درکار ہے۔
reforms-no-basis = وہ دستاویز لکھیں جس پر یہ مبنی ہے۔
reforms-no-reason = وجہ لکھیں۔
reforms-check-title = اثرات
reforms-check-text = کچھ درج نہیں ہوا۔ بالکل یہی درج ہوگا۔
reforms-conflict = جب سے یہ دکھایا گیا ریکارڈ بدل گیا ہے (آخری اندراج نمبر { $n_text })، یا مسودہ کسی اور کھڑکی میں بدلا گیا۔ کچھ درج نہیں ہوا؛ موجودہ صورت یہ ہے۔ دوبارہ دیکھیں۔
reforms-problems = { $n ->
    [one] { $n_text } مسئلہ
   *[other] { $n_text } مسائل
}
reforms-line = سطر
reforms-step = قدم
reforms-what = کیا
reforms-why = کیوں
reforms-homeless = { $n ->
    [one] { $n_text } رکن کے لیے جگہ درکار:
   *[other] { $n_text } ارکان کے لیے جگہ درکار:
}
reforms-homeless-text = اکائی ایک جانشین کے بغیر ختم ہوتی ہے اور یہ براہِ راست اُس میں ہیں۔ ہر ایک کی جگہ بتائیں۔
reforms-giving = { $n ->
    [one] { $n_text } رکن ساتھ جا سکتا ہے:
   *[other] { $n_text } ارکان ساتھ جا سکتے ہیں:
}
reforms-giving-text = اکائی قائم رہتی ہے اور حصے دیتی ہے۔ جس کی تعیین نہ ہو وہ رہتا ہے۔
reforms-settled = { $of_text } میں سے { $n_text } کی تعیین ہوئی
reforms-every = جن کا الگ نہ کہا جائے وہ جائیں
reforms-person = شخص
reforms-key = شخص کی شناخت
reforms-born = پیدائش
reforms-goes-to = نئی اکائی
reforms-assign-these = تعیین کریں
reforms-assign-anew = اس اکائی کی تعیین دوبارہ
reforms-open-tasks = { $n ->
    [one] { $n_text } جاری کام کو ذمہ دار ادارہ درکار ہے:
   *[other] { $n_text } جاری کاموں کو ذمہ دار ادارہ درکار ہے:
}
reforms-open-tasks-text = اکائی ایک جانشین کے بغیر ختم ہوتی ہے اور یہ کام اُس کے ذمے ہیں۔ بتائیں کہ اُس دن سے ہر کام کس کے ذمے ہے۔
reforms-along-tasks = { $n ->
    [one] { $n_text } جاری کام ساتھ جا سکتا ہے:
   *[other] { $n_text } جاری کام ساتھ جا سکتے ہیں:
}
reforms-thing-tasks = کام
reforms-thing-number = نمبر
reforms-moves-tasks = ساتھ جانے والے کام
reforms-n-things = کام
reforms-closed = { $n ->
    [one] { $n_text } اکائی ختم
   *[other] { $n_text } اکائیاں ختم
}
reforms-opened = { $n ->
    [one] { $n_text } نئی اکائی
   *[other] { $n_text } نئی اکائیاں
}
reforms-changed = { $n ->
    [one] { $n_text } اکائی تبدیل
   *[other] { $n_text } اکائیاں تبدیل
}
reforms-followers = { $n ->
    [one] { $n_text } اکائی ساتھ جاتی ہے
   *[other] { $n_text } اکائیاں ساتھ جاتی ہیں
}
reforms-show = دکھائیں
reforms-links = پیش رو اور جانشین
reforms-link-whole = پوری
reforms-link-part = جزوی
reforms-link-same = وہی
reforms-link-unknown = نامعلوم
reforms-nowhere = کہیں نہیں
reforms-moves = منتقل ہونے والے ارکان
reforms-from = سے
reforms-to = کو
reforms-members = ارکان
reforms-n-members = { $n ->
    [one] { $n_text } رکن
   *[other] { $n_text } ارکان
}
reforms-shown = { $of_text } میں سے { $n_text } دکھائے گئے
reforms-figures = جو اعداد بدلیں گے
reforms-figures-text = { $day } کو ارکان، اس کے بغیر اور اس کے ساتھ۔
reforms-no-figures = ارکان کی کوئی تعداد نہیں بدلتی۔
reforms-unit = اکائی
reforms-before = پہلے
reforms-after = بعد
reforms-warnings = توجہ
reforms-commit-title = درج کریں
reforms-commit-text = { $acts_text } اندراج مستقل ہوں گے، { $n_text } ارکان منتقل ہوں گے۔
reforms-commit = تنظیمِ نو درج کریں
reforms-recorded = تنظیمِ نو درج ہو گئی۔
reforms-annul = اندراج نمبر { $n_text } کی منسوخی
reforms-annul-text = منسوخی کہتی ہے کہ اندراج کبھی نافذ نہیں ہوا۔ وہ اپنی منسوخی کے ساتھ روزنامچے میں رہتا ہے؛ اعداد ایسے ہیں جیسے وہ نہ تھا۔
reforms-annul-do = منسوخ کریں
reforms-annulled = اندراج منسوخ ہو گیا۔
reforms-in-the-way = کیا رکاوٹ ہے
reforms-in-the-way-text = پہلے اُنھیں منسوخ کریں، بعد والا پہلے، پھر یہاں آئیں۔
reforms-summary = تنظیمِ نو میں کیا ہوا
reforms-col-from-code = پرانا کوڈ
reforms-col-to-code = نیا کوڈ
reforms-col-to-name = نام
reforms-col-to-kind = قسم
reforms-col-to-parent = بالائی اکائی
reforms-col-link = تعلق
reforms-col-date = دن
reforms-col-key = شخص
reforms-unseen = آپ کے دائرے سے باہر کی اکائی
