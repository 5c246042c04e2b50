# Chi bộ của tôi.
cell-choose = Chọn chi bộ
cell-members = { $n_text } đảng viên
cell-none-below = Không có chi bộ để chọn
cell-none-below-text = Vào ngày này, dưới tổ chức này không có chi bộ nào thuộc quyền xem.
cell-print = In danh sách chi bộ
cell-nobody = Tổ chức này không có đảng viên trực tiếp
cell-nobody-text = Đảng viên sinh hoạt trong các chi bộ. Vào ngày này tổ chức không có đảng viên trực tiếp.
cell-due-title = { $n ->
    [0] Không ai có việc đến hạn
   *[other] { $n_text } đồng chí có việc đến hạn
}
cell-nothing-due = Không có ai hết thời gian dự bị, chờ chuyển sinh hoạt hay hồ sơ chưa đạt.
cell-others = { $n_text } đảng viên còn lại
cell-do-receive = Tiếp nhận
cell-do-confirm = Xác nhận hồ sơ
cell-confirmed = Đã xác nhận hồ sơ ngày { $day }
cell-fix = Sửa hồ sơ
cell-record = Hồ sơ
cell-form = Phiếu đảng viên
cell-ask-receive = Đồng chí { $name } được chuyển từ { $from } về { $cell }. Khi đã xuất trình giấy giới thiệu, hãy tiếp nhận tại đây.
cell-ask-confirm = Xác nhận những gì hồ sơ ghi về đồng chí { $name } ở { $cell } là đúng vào ngày dưới đây.
cell-day = Ngày
cell-document = Văn bản
cell-document-hint = Số giấy giới thiệu hoặc biên bản, nếu có.
cell-save = Ghi vào sổ
cell-back = Trở về chi bộ
cell-done-receive = Đã tiếp nhận đảng viên.
cell-done-confirm = Đã xác nhận hồ sơ.
due-probation = Đến hạn công nhận chính thức
due-badge = Đến hạn tặng Huy hiệu Đảng
due-round = đợt { $day }
due-over = { $n_text } đảng viên đã hết thời gian dự bị
due-cell = Chi bộ
due-ends = Hết thời gian dự bị
due-years = Huy hiệu
due-n-years = { $n_text } năm tuổi Đảng
due-waits = chờ công nhận
due-none-probation = Sắp tới không ai hết thời gian dự bị
due-none-badge = Đợt tới không ai đến hạn tặng Huy hiệu
due-none-text = Người đến hạn sẽ hiện ở đây khi gần đến ngày.
cell-whom = Hãy cho biết ghi cho ai.
