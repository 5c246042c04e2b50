# Words of the official layout that no rule and nobody types.
layout-body-committee = Ban Chấp hành
layout-body-standing-committee = Ban Thường vụ
layout-body-standing-board = Thường trực
layout-body-congress = Đại hội
layout-body-agency = Cơ quan
