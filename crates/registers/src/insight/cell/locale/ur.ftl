# میرا سیل۔
cell-choose = سیل چنیں
cell-members = { $n ->
    [one] { $n_text } رکن
   *[other] { $n_text } ارکان
}
cell-none-below = چننے کو کوئی سیل نہیں
cell-none-below-text = اس دن اس اکائی کے نیچے کوئی سیل ایسا نہیں جسے آپ دیکھ سکیں۔
cell-print = فہرست چھاپیں
cell-nobody = اس اکائی میں براہِ راست کوئی رکن نہیں
cell-nobody-text = ارکان سیلوں میں ہوتے ہیں۔ اس دن اس اکائی کا اپنا کوئی رکن نہ تھا۔
cell-due-title = { $n ->
    [0] کسی کا کوئی کام واجب نہیں
    [one] { $n_text } رکن کا کام واجب ہے
   *[other] { $n_text } ارکان کے کام واجب ہیں
}
cell-nothing-due = نہ کسی کی آزمائشی مدت ختم، نہ کوئی منتقلی منتظر، نہ کوئی ریکارڈ نامکمل۔
cell-others = { $n ->
    [one] باقی { $n_text } رکن
   *[other] باقی { $n_text } ارکان
}
cell-do-receive = وصول کریں
cell-do-confirm = ریکارڈ کی تصدیق
cell-confirmed = { $day } کو ریکارڈ کی تصدیق ہو چکی
cell-fix = درست کریں
cell-record = ریکارڈ
cell-form = رکن فارم
cell-ask-receive = { $name } کو { $from } سے { $cell } بھیجا گیا ہے۔ تعارفی خط پیش ہونے پر یہاں وصول کریں۔
cell-ask-confirm = آپ تصدیق کرتے ہیں کہ { $cell } میں { $name } کے بارے میں ریکارڈ نیچے دی گئی تاریخ پر درست ہے۔
cell-day = تاریخ
cell-document = دستاویز
cell-document-hint = خط یا روداد کا نمبر، اگر ہو۔
cell-save = درج کریں
cell-back = سیل پر واپس
cell-done-receive = رکن وصول ہو گیا۔
cell-done-confirm = ریکارڈ کی تصدیق ہو گئی۔
due-probation = باقاعدہ رکنیت کی توثیق واجب
due-badge = پارٹی تمغہ واجب
due-round = دور { $day }
due-over = { $n ->
    [one] { $n_text } رکن کی آزمائشی مدت ختم ہو چکی
   *[other] { $n_text } ارکان کی آزمائشی مدت ختم ہو چکی
}
due-cell = سیل
due-ends = آزمائشی مدت کا اختتام
due-years = تمغہ
due-n-years = رکنیت کے { $n_text } سال
due-waits = توثیق باقی
due-none-probation = قریب میں کسی کی آزمائشی مدت ختم نہیں ہوتی
due-none-badge = اگلے دور میں کسی کا تمغہ واجب نہیں
due-none-text = جیسے جیسے دن قریب آئے گا نام یہاں دکھیں گے۔
cell-whom = بتائیں کہ یہ کس کے لیے درج ہو۔
