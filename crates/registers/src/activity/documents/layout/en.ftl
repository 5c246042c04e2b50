# Words of the official layout that no rule and nobody types.
layout-body-committee = executive committee
layout-body-standing-committee = standing committee
layout-body-standing-board = standing board
layout-body-congress = congress
layout-body-agency = agency
