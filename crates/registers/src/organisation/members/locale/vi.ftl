# Giấy tờ in từ hồ sơ đảng viên. Các đối số bắt đầu bằng $ đã được viết sẵn.

## Chung

paper-day = { $day }/{ $month }/{ $year }
paper-dateline = , ngày { $day } tháng { $month } năm { $year }
paper-dateline-blank = , ngày …… tháng …… năm ………
paper-party = Đảng Cộng sản Việt Nam
paper-number = Số
paper-recipients = Nơi nhận
paper-archive = Lưu
paper-signer = T/M
paper-sign-here = (ký, ghi rõ họ tên, đóng dấu nếu có)
paper-draft = Dự thảo
paper-foot = Tính đến ngày { $asof } · theo sổ đến mục ghi số { $known }
paper-foot-page = Trang { $page }/{ $pages }
paper-male = Nam
paper-female = Nữ

## Các mục của hồ sơ

field-name = Họ và tên
field-birth-date = Ngày sinh
field-sex = Giới tính
field-ethnic-group = Dân tộc
field-citizen-id = Số định danh cá nhân
field-file-number = Số lý lịch
field-card-number = Số thẻ đảng viên
field-decision-date = Ngày quyết định kết nạp
field-ceremony-date = Ngày kết nạp
field-official-date = Ngày chính thức

## Quyết định kết nạp

admission-title = Quyết định kết nạp đảng viên (dự thảo)
admission-kind = Quyết định
admission-subject = kết nạp đảng viên
admission-ground-charter = Căn cứ Điều lệ Đảng Cộng sản Việt Nam;
admission-ground-rule = Căn cứ { $rule };
admission-ground-request = Xét đề nghị của { $cell },
admission-decides = { $organ } quyết định
admission-article = Điều { $number }.
admission-admits = Kết nạp người có tên dưới đây vào Đảng Cộng sản Việt Nam:
admission-ceremony = { $cell } tổ chức lễ kết nạp trong thời hạn { $days } ngày làm việc. Thời gian dự bị là { $months } tháng, tính từ ngày tổ chức lễ kết nạp.
admission-carried-out = { $cell } và người có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.

## Giấy giới thiệu chuyển sinh hoạt đảng

transfer-none = Đảng viên này chưa được giới thiệu chuyển đi: chưa có giấy để in.
transfer-title = Giấy giới thiệu chuyển sinh hoạt đảng
transfer-kind = Giấy giới thiệu
transfer-subject = chuyển sinh hoạt đảng chính thức
transfer-to = Kính gửi
transfer-introduces = Giới thiệu đồng chí có tên dưới đây đến chuyển sinh hoạt đảng chính thức:
transfer-standing = Tư cách đảng viên
transfer-presents = Trong { $days } ngày làm việc kể từ ngày được giới thiệu, đồng chí phải xuất trình giấy này với chi bộ nơi đến.
transfer-sent = Phần gửi
transfer-received = Phần nhận
transfer-cell-from = Chi bộ nơi đi
transfer-cell-to = Chi bộ nơi đến
transfer-day-sent = Ngày giới thiệu
transfer-day-received = Ngày tiếp nhận
transfer-document = Văn bản
transfer-enclosed = Tài liệu kèm theo
transfer-fee = Đã đóng đảng phí đến hết tháng
transfer-active-from = Sinh hoạt từ kỳ họp
transfer-boxes = Các ô giới thiệu sinh hoạt đảng
transfer-box = Ô { $number }
transfer-box-from = Nơi giới thiệu
transfer-box-to = Giới thiệu đến
transfer-box-day = Ngày

## Phiếu đảng viên

form-title = Phiếu đảng viên
form-kind = Phiếu đảng viên
form-model = Mẫu 2-HSĐV
form-photo = Ảnh 3×4
form-unit-top = Đảng bộ tỉnh (và tương đương)
form-unit-upper = Đảng bộ cấp trên trực tiếp
form-unit-grassroots = Tổ chức cơ sở đảng
form-unit-section = Đảng bộ bộ phận
form-unit-cell = Chi bộ
form-since = Tư cách và nơi sinh hoạt hiện nay kể từ ngày
form-birth-place = Nơi sinh
form-home = Nơi ở hiện nay
form-occupation = Nghề nghiệp hiện nay
form-education = Trình độ
form-history = Quá trình sinh hoạt đảng
form-day = Ngày
form-event = Sự kiện
form-from = Từ
form-to = Đến
form-document = Văn bản
form-moved-by-reform = chuyển theo sắp xếp tổ chức
form-declared = Người khai
form-signs = (ký, ghi rõ họ tên)
form-confirmed = T/M cấp ủy xác nhận

## Phiếu chỉnh sửa

slips-title = Phiếu chỉnh sửa dữ liệu đảng viên
slips-how = Chỉ in các mục chưa đạt chuẩn. Đề nghị ghi giá trị đúng vào cột cuối, đối chiếu với giấy tờ gốc.
slips-count = { $count } hồ sơ chưa đạt
slips-field = Mục
slips-held = Đang ghi
slips-why = Lỗi
slips-right = Giá trị đúng
slips-missing = (trống)
slips-place = Nơi sinh hoạt
slips-none = Không có hồ sơ nào chưa đạt chuẩn.
slips-secretary = Bí thư chi bộ
slips-day = Ngày

## Danh sách chi bộ

cell-title = Danh sách chi bộ
cell-as-of = tính đến ngày { $day } · { $count } đảng viên
cell-name = Họ và tên
cell-standing = tư cách
cell-due = Việc đến hạn
cell-none = –
cell-empty = Chi bộ không có đảng viên vào ngày này.
cell-elsewhere = ngoài đảng bộ
cell-due-probation = hết thời gian dự bị ngày { $day }
cell-due-probation-over = đã hết thời gian dự bị ngày { $day }, chờ công nhận chính thức
cell-due-leaving = đang chuyển đến { $unit } từ ngày { $day }, chờ tiếp nhận
cell-due-arriving = đang chuyển từ { $unit } về chi bộ từ ngày { $day }, chờ tiếp nhận
cell-due-badge = Huy hiệu { $years } năm tuổi Đảng, đợt { $day }
cell-due-record = hồ sơ: { $why }
cell-due-exemption = hết thời hạn miễn công tác và sinh hoạt đảng ngày { $day }
cell-due-temporary = hết thời hạn sinh hoạt tạm thời nơi khác ngày { $day }
paper-title = Bản in và tệp
paper-masked = Che số định danh
paper-masked-text = Số định danh chỉ hiện các chữ số cuối; không ghi dân tộc.
paper-whole = Ghi đủ số
paper-which = Loại
paper-reason = Để làm gì
paper-reason-hint = Lý do được ghi vào nhật ký xem cùng tên người yêu cầu.
paper-reason-missing = Hãy ghi vài từ: cần đủ số để làm gì.
paper-make = Lập
paper-name-member-form = Phiếu đảng viên
paper-name-transfer-letter = Giấy giới thiệu chuyển sinh hoạt đảng
paper-name-admission-decision = Quyết định kết nạp (dự thảo)
paper-name-cell = Danh sách chi bộ
paper-name-slips = Phiếu chỉnh sửa theo chi bộ
paper-name-national-xlsx = Cơ sở dữ liệu đảng viên quốc gia, XLSX
paper-name-national-csv = Cơ sở dữ liệu đảng viên quốc gia, CSV
