# Words of the official layout that no rule and nobody types.
layout-body-committee = مجلسِ عاملہ
layout-body-standing-committee = مجلسِ قائمہ
layout-body-standing-board = دفترِ قائمہ
layout-body-congress = کانگریس
layout-body-agency = ادارہ
