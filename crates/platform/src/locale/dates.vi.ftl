# How days and periods are written.
date = { $day }/{ $month }/{ $year }
month = tháng { $month }/{ $year }
quarter = quý { $quarter ->
    [1] I
    [2] II
    [3] III
   *[4] IV
}/{ $year }
year = năm { $year }
moment = { $time } ngày { $day }
