# Báo cáo số liệu. Các đối số bắt đầu bằng $ là số liệu, ngày hoặc tên đơn vị đã được viết sẵn.

## Ngày tháng, kỳ, nhóm

report-band = { $from }–{ $to }
report-band-over = từ { $from } trở lên

## Đầu và cuối văn bản

report-kind = Báo cáo
report-title = Báo cáo số liệu tổ chức đảng, đảng viên { $period } – { $unit }
report-subject = số liệu tổ chức đảng, đảng viên { $period }
report-subtitle = { $unit } · tính đến ngày { $asof }
report-head-party = Đảng Cộng sản Việt Nam
report-head-number = Số
report-head-symbol = -BC/
report-head-dateline = , ngày { $day } tháng { $month } năm { $year }
report-signer = T/M
report-recipients = Nơi nhận
report-archive = Lưu
report-appendix = Phụ lục số liệu
report-exhibit = Biểu { $number }
report-foot = Tính đến ngày { $asof } · theo sổ đến mục ghi số { $known } · mã kiểm chứng { $root }
report-foot-page = Trang { $page }/{ $pages }
report-printed = Lập lúc { $at }
report-demo = Dữ liệu minh họa
report-axis-broken = Trục tung được ngắt quãng: cột tổng số không vẽ từ số 0.

## Cách đọc một số liệu

report-figure-title = { $indicator } · { $period } · { $kind } · tính đến ngày { $asof } · { $structure } · { $certainty }
report-certainty-exact = chính xác
report-certainty-rebased = quy đổi
report-certainty-remainder = phần chưa phân bổ
report-certainty-incomplete = chưa đủ
report-period-kind-in-period = trong kỳ
report-period-kind-cumulative = lũy kế
report-period-kind-as-of = tại thời điểm
report-note-in-period = trong kỳ
report-note-cumulative = lũy kế đến { $asof }
report-note-as-of = tính đến { $asof }
report-structure-as-was = cơ cấu như tại thời điểm
report-structure-on = cơ cấu theo đơn vị ngày { $day }

## Các lĩnh vực

report-section-members = Đội ngũ đảng viên
report-section-admissions = Kết nạp và công nhận đảng viên chính thức
report-section-movement = Biến động đảng viên trong kỳ
report-section-standard = Chuẩn hóa dữ liệu đảng viên
report-section-badges = Huy hiệu Đảng
report-section-units = Tổ chức đảng
report-section-documents = Văn bản
report-section-tasks = Nhiệm vụ

report-sentence-members = Tính đến ngày { $asof }, tổng số đảng viên là { $members } (cuối kỳ trước: { $previous }; cùng thời điểm năm trước: { $lastyear }).
report-sentence-standing = Trong đó: đảng viên chính thức { $official }; đảng viên dự bị { $probationary }; đảng viên được miễn công tác và sinh hoạt đảng { $exempt }; đảng viên bị đình chỉ sinh hoạt đảng { $suspended }. Trong tổng số, đảng viên đang chuyển sinh hoạt đảng ở mọi cấp (đã tính theo tư cách nêu trên): { $transit }.
report-sentence-women = Đảng viên nữ: { $women }, chiếm { $share } tổng số đảng viên.
report-sentence-admitted = Trong kỳ, kết nạp { $quarter } đảng viên; lũy kế từ đầu năm { $cumulative } (kỳ trước: { $previous }; cùng kỳ năm trước: { $lastyear }).
report-sentence-recognised = Công nhận chính thức { $quarter } đảng viên dự bị; lũy kế từ đầu năm { $cumulative }.
report-sentence-movement = Đầu kỳ có { $opening } đảng viên; trong kỳ tăng { $in }, giảm { $out }; cuối kỳ có { $closing } đảng viên.
report-sentence-standard = Tỷ lệ dữ liệu đảng viên được chuẩn hóa đạt { $standardised } (kỳ trước: { $previous }); còn { $failing } hồ sơ chưa đạt.
report-sentence-holidays = Bộ quy tắc chưa có danh sách ngày nghỉ lễ năm { $year }: thời hạn tính theo ngày làm việc mới chỉ trừ thứ bảy, chủ nhật.
report-sentence-badges = Số đảng viên tròn mốc tuổi Đảng được xét tặng Huy hiệu Đảng trong kỳ: { $due }.
report-sentence-units = Số đơn vị bên dưới: { $units }, gồm: { $list }.
report-sentence-no-units = Số đơn vị bên dưới: { $units }.
report-sentence-reform = Sắp xếp tổ chức: { $merged } đơn vị hợp nhất, sáp nhập thành { $successors } đơn vị, giảm { $reduced } đơn vị.
report-sentence-documents = Trong kỳ ban hành { $quarter } văn bản; lũy kế từ đầu năm { $cumulative } (kỳ trước: { $previous }). Văn bản đến trong kỳ: { $received }.
report-sentence-tasks = Trong kỳ có { $due } nhiệm vụ đến hạn, hoàn thành đúng hạn { $done } ({ $share }). Cuối kỳ còn { $open } nhiệm vụ chưa hoàn thành, trong đó quá hạn { $overdue }.

## Số liệu chính trên đầu trang

report-lead-members = Tổng số đảng viên
report-lead-admitted = Kết nạp đảng viên
report-lead-standardised = Dữ liệu chuẩn hóa
report-lead-badges = Đủ điều kiện tặng Huy hiệu Đảng
report-lead-units = Đơn vị trực thuộc

## Các biểu

report-table-movement = Biến động đảng viên
report-table-children = Số liệu theo đơn vị trực thuộc
report-table-compare = So sánh với kỳ trước và cùng kỳ năm trước
report-table-standing = Đảng viên theo tư cách
report-table-sex = Đảng viên theo giới tính
report-table-age = Đảng viên theo độ tuổi
report-table-ethnic = Đảng viên theo dân tộc
report-table-years = Đảng viên theo tuổi Đảng
report-table-rules = Hồ sơ chưa đạt theo quy tắc kiểm tra dữ liệu
report-table-departures = Đảng viên ra khỏi tổ chức
report-table-units-by-kind = Tổ chức theo loại hình
report-table-badges = Đủ điều kiện xét tặng Huy hiệu Đảng

report-sheet-movement = Biến động
report-sheet-children = Đơn vị trực thuộc
report-sheet-compare = So sánh
report-sheet-standing = Tư cách
report-sheet-sex = Giới tính
report-sheet-age = Độ tuổi
report-sheet-ethnic = Dân tộc
report-sheet-years = Tuổi Đảng
report-sheet-rules = Quy tắc kiểm tra
report-sheet-departures = Ra khỏi tổ chức
report-sheet-units-by-kind = Loại hình tổ chức
report-sheet-badges = Huy hiệu Đảng
report-sheet-summary = Tổng hợp
report-sheet-provenance = Nguồn gốc số liệu

report-column-heading = Nội dung
report-column-code = Mã
report-column-certainty = Độ chắc
report-column-quarter = Trong kỳ
report-column-cumulative = Lũy kế
report-column-members = Đảng viên
report-column-women = Nữ
report-column-count = Số lượng
report-column-unit = Đơn vị
report-column-organ = Cơ quan ban hành
report-column-adviser = Cơ quan tham mưu
report-column-kind = Tên loại văn bản
report-column-field = Lĩnh vực
report-column-state = Trạng thái
report-column-superior = Văn bản cấp trên
report-column-lead = Cơ quan chủ trì
report-column-units = Đơn vị
report-column-share = Tỷ lệ
report-column-admitted-cumulative = Kết nạp (lũy kế)
report-column-standardised = Chuẩn hóa
report-column-failing = Hồ sơ chưa đạt
report-column-change = So với kỳ trước
report-column-this = Kỳ này
report-column-previous = Kỳ trước
report-column-last-year = Cùng kỳ năm trước

report-row-opening = Đầu kỳ
report-row-admitted = Kết nạp
report-row-transferred-in = Chuyển đến từ ngoài đơn vị
report-row-reinstated = Khôi phục đảng tịch
report-row-opened = Vào sổ theo danh sách ban đầu
report-row-in-by-reform = Tiếp nhận do sắp xếp tổ chức
report-row-transferred-out = Chuyển đi khỏi đơn vị
report-row-deceased = Từ trần
report-row-struck-off = Xóa tên
report-row-expelled = Khai trừ
report-row-left = Xin ra khỏi Đảng
report-row-departed = Chấm dứt tư cách đảng viên
report-row-out-by-reform = Bàn giao do sắp xếp tổ chức
report-row-closing = Cuối kỳ
report-row-child-until = { $name } (đến { $until })
report-row-child-from = { $name } (từ { $from })
report-row-child-between = { $name } (từ { $from } đến { $until })
report-row-child-with-breaks = { $name } (từ { $from } đến { $until }, có gián đoạn)
report-row-own = Trực tiếp tại đơn vị
report-row-in-transit = Đang chuyển giữa các đơn vị trên
report-row-remainder = Phần chưa phân bổ
report-row-total = Tổng cộng
report-row-members = Tổng số đảng viên
report-row-recognised = Công nhận chính thức
report-row-standardised = Dữ liệu chuẩn hóa
report-row-official = Chính thức
report-row-probationary = Dự bị
report-row-exempt = Được miễn công tác và sinh hoạt đảng
report-row-suspended = Bị đình chỉ sinh hoạt đảng
report-row-women = Nữ
report-row-men = Nam
report-row-unknown = Chưa ghi
report-row-age = Tuổi { $band }
report-row-years = Tuổi Đảng (năm): { $band }
report-row-ethnic = { $group }
report-row-untold = Không hiện theo dân tộc
report-row-rule = { $rule }. { $name }
report-row-badge = Huy hiệu { $years } năm tuổi Đảng
report-row-kind = { $kind ->
    [province] Đảng bộ tỉnh
    [commune] Xã
    [ward] Phường
    [special-zone] Đặc khu
    [district] Huyện
    [agency] Cơ quan tham mưu
    [grassroots] Tổ chức cơ sở đảng
    [cell] Chi bộ
    [village] Thôn, bản, khu phố
   *[other] { $kind }
}

## Quy tắc kiểm tra dữ liệu

report-rule-DQ01 = Thiếu số định danh cá nhân hoặc không đủ 12 chữ số
report-rule-DQ02 = Số định danh cá nhân không khớp giới tính, năm sinh
report-rule-DQ03 = Số định danh cá nhân trùng với đảng viên khác
report-rule-DQ04 = Họ tên viết chưa đúng
report-rule-DQ05 = Thiếu hoặc sai ngày sinh, hoặc tuổi kết nạp ngoài 18–60
report-rule-DQ06 = Lễ kết nạp trước quyết định hoặc quá thời hạn
report-rule-DQ07 = Ngày chính thức không khớp 12 tháng dự bị
report-rule-DQ08 = Hết thời gian dự bị, chưa có quyết định
report-rule-DQ09 = Số thẻ đảng viên thiếu, sai hoặc trùng
report-rule-DQ10 = Số lý lịch thiếu, sai hoặc trùng
report-rule-DQ11 = Không thuộc đúng một chi bộ đang hoạt động
report-rule-DQ12 = Chuyển sinh hoạt đảng quá 30 ngày làm việc chưa được tiếp nhận
report-rule-DQ13 = Sinh hoạt tạm thời quá thời hạn
report-rule-DQ14 = Chi bộ dưới 3 đảng viên chính thức
report-rule-DQ15 = Miễn, đình chỉ sinh hoạt thiếu lý do hoặc thời hạn
report-rule-DQ16 = Đến hạn tặng Huy hiệu Đảng, chưa đề nghị
report-rule-DQ17 = Còn ghi đơn vị hoặc địa danh đã chấm dứt
report-rule-DQ18 = Quá thời hạn chưa xác nhận lại thông tin
report-rule-DQ19 = Ngày tròn năm của 29/2 tính vào 28/2

## Nguồn gốc số liệu

report-provenance-key = Khóa
report-provenance-indicator = Chỉ số
report-provenance-filter = Điều kiện lọc
report-provenance-unit = Đơn vị
report-provenance-value = Giá trị
report-provenance-period = Kỳ
report-provenance-period-kind = Loại kỳ
report-provenance-as-of = Tính đến ngày
report-provenance-structure = Cơ cấu
report-provenance-certainty = Độ chắc
report-provenance-known = Mục ghi số
report-provenance-root = Mã kiểm chứng

## Trên màn hình

nav-reports = Báo cáo quý
report-language = Ngôn ngữ của báo cáo
report-show = Xem báo cáo
report-print = In
report-movement-in = Vào đơn vị
report-movement-out = Ra khỏi đơn vị
report-structure-last = ngày cuối của kỳ
report-lists = Mỗi số liệu mở danh sách phía sau.
report-table-documents-by-organ = Văn bản ban hành theo cơ quan
report-table-documents-by-adviser = Văn bản ban hành theo cơ quan tham mưu
report-table-documents-by-kind = Văn bản ban hành theo tên loại
report-table-documents-by-field = Văn bản ban hành theo lĩnh vực (gồm cả lĩnh vực bên dưới)
report-table-tasks-by-state = Nhiệm vụ theo trạng thái
report-table-tasks-by-lead = Nhiệm vụ đến hạn và hoàn thành đúng hạn theo cơ quan chủ trì
report-table-coverage = Ban hành văn bản thực hiện văn bản cấp trên
report-column-tasks = Nhiệm vụ
report-column-tasks-due = Đến hạn
report-column-tasks-on-time = Đúng hạn
report-column-bound = Đơn vị phải ban hành
report-column-issued = Đã ban hành
report-row-task-issued = đã giao
report-row-task-received = đã nhận
report-row-task-in-progress = đang thực hiện
report-row-task-submitted = đã nộp
report-row-task-returned = bị trả lại
report-row-task-accepted = đã nghiệm thu
report-sheet-documents-by-organ = VB theo cơ quan
report-sheet-documents-by-adviser = VB theo tham mưu
report-sheet-documents-by-kind = VB theo tên loại
report-sheet-documents-by-field = VB theo lĩnh vực
report-sheet-tasks-by-state = NV theo trạng thái
report-sheet-tasks-by-lead = NV theo chủ trì
report-sheet-coverage = Văn bản thực hiện
report-row-no-adviser = không ghi cơ quan tham mưu
report-row-no-field = không ghi lĩnh vực
