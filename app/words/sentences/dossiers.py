"""What stops an act on a dossier, a catalogue or a register of past years."""

from __future__ import annotations

SENTENCES = {
    # Dossiers and acts
    "DOSSIER_UNKNOWN": "Không có hồ sơ {code} ở quầy này.",
    "ACT_UNKNOWN": "Không có việc tên “{act}”.",
    "ACT_NOT_ALLOWED": "Hồ sơ đang ở trạng thái {state_word} ({state}), không làm được việc {act_word} ({act}).",
    "BODY_FIELD": "Nội dung “{field}” chưa đúng dạng.",
    "BODY_JSON": "Không đọc được nội dung: JSON sai ở dòng {line}, cột {column}.",
    "BODY_TOO_LARGE": "Nội dung dài {have} KB, nhiều nhất {most} KB. Rút gọn rồi ghi lại.",
    "CORRECTION_EMPTY": "Chưa có gì thay đổi so với hồ sơ đang lưu.",
    "CORRECTION_FIELD": "Không sửa được “{field}”. Mã số, thủ tục và thời điểm nhận đã in trên giấy; nếu nhầm thì hủy "
    "hồ sơ và nhận lại.",
    "RECEIVER_MISSING": "Thiếu họ tên người nhận kết quả.",
    "RECEIVER_NUMBER": "Thiếu số định danh hoặc số hộ chiếu của người nhận. Ghi số trên giấy tờ người ấy xuất trình.",
    "RECEIVER_AUTHORITY": "Người nhận không phải chủ hồ sơ hay người nộp nên phải có giấy ủy quyền. Ghi số, ngày, "
    "nơi chứng thực.",
    "ACT_LACKS": "Việc {act_word} chưa ghi {field_word}.",
    "DUE_NEEDED": "Thủ tục “{name}” không có thời hạn trong danh mục. Ghi ngày hẹn trả.",
    "DUE_BY_TERM": "Thủ tục có thời hạn {term} nên máy tính ngày hẹn. Bỏ ngày hẹn đã ghi.",
    "DUE_BEFORE_RECEIVED": "Hẹn trả phải sau thời điểm nhận là {received}.",
    "ARRIVED_AHEAD": "Sau giờ của máy này: {arrived}. Sửa lại.",
    "ARRIVED_BEFORE_RECEIVED": "Trước lúc quầy tiếp nhận, {received}.",
    "REASON_MISSING": "Chưa ghi lý do. Ghi lý do để in cho người nộp.",
    "GROUND_TEXT": "Thiếu lý do từ chối. Ghi lý do, hoặc bỏ dòng này.",
    "GROUND_TWICE": "Danh sách đã có lý do “{text}”. Sửa lại, hoặc bỏ dòng này.",
    "GROUNDS_EMPTY": "Danh sách lý do từ chối chưa có lý do nào. Ghi ít nhất một lý do, "
    "hoặc dùng lại danh sách có sẵn.",
    "DESTINATION_OUTSIDE": "Xã, phường mã {commune} thuộc tỉnh khác. Hồ sơ chỉ nhận trong phạm vi tỉnh.",
    "EXTENSION_COUNT": "Số lần gia hạn từ 0 đến {most}, đang là “{text}”. Ghi một số trong khoảng đó.",
    "EXTENSION_LATE": "Đã quá giờ hẹn trả {due} nên không gia hạn được. Ghi kết quả hoặc trả kết quả, kể cả khi trễ.",
    "EXTENSION_NOT_LATER": "Hẹn trả mới phải sau hẹn trả cũ là {due}.",
    "PAYMENT_AMOUNT": "Số tiền {amount} không ghi được: hồ sơ này đã nộp {paid} đồng, chỉ hoàn được đến số đó.",
    "HANDOVER_EMPTY": "Chưa có hồ sơ nào trong danh sách. Quét giấy tiếp nhận từng hồ sơ rồi ký.",
    "HANDOVER_UNIT": "Chưa ghi bộ phận.",
    "HANDOVER_PERSON": "Chưa ghi họ tên người ký của bộ phận.",
    "HANDOVER_REFUSED": "Hồ sơ {code} đang ở trạng thái {state_word}, không {act_word} được. Bỏ hồ sơ này rồi ký lại; "
    "chưa hồ sơ nào được ghi.",
    "HANDOVER_RESULT": "Hồ sơ {code} chưa ghi kết quả. Ghi số kết quả hoặc trích yếu.",
    "HANDOVER_UNKNOWN": "Không có danh sách bàn giao số {number}.",
    "PRINT_LONG": "Giấy này có {pages} trang, máy in thẳng nhiều nhất {most} trang. Xuất ra tệp PDF rồi in từ tệp.",
    "FORM_ONE_BY_ONE": "Chỉ giấy tiếp nhận in được nhiều hồ sơ vào một tệp; “{form}” in từng hồ sơ.",
    "CASH_COUNT": "Không ghi được {pieces} tờ {note} đồng. Đếm lại loại tiền này.",
    "CASH_NOT_COUNTED": "Ngày {date} chưa đếm tiền mặt. Đếm ở Chốt ngày rồi in.",
    "NOT_RETURNED": "Hồ sơ {code} chưa trả kết quả nên chưa có biên nhận.",
    "FEE_NOT_PAID": "Hồ sơ {code} chưa thu khoản phí, lệ phí nào nên chưa có biên lai. Ghi việc thu phí trước, rồi in.",
    "BATCH_EMPTY": "Chưa chọn hồ sơ nào. Chọn các hồ sơ của một người nộp, rồi in.",
    "BATCH_LEFT_OUT": "Hồ sơ {code} đã hủy, hoặc từ chối ngay tại quầy, nên không có trên giấy tiếp nhận nhiều hồ sơ. "
    "In từ một hồ sơ khác của người nộp trong ngày.",
    "BATCH_PEOPLE": "Hồ sơ {first} và {other} có hai người nộp khác nhau. Chỉ chọn hồ sơ của một người, rồi in.",
    "EDITION_UNKNOWN": "Không có bộ mẫu “{edition}”. Chọn 2018 hoặc 2025.",
    "FORM_NOT_DUE": "Hồ sơ chưa có việc mà mẫu “{form}” nói đến. Ghi việc đó trước, rồi in.",
    "FORM_NOT_IN_EDITION": "Bộ mẫu {edition} không có mẫu “{form}”. In theo bộ mẫu 2025.",
    "FORM_UNKNOWN": "Không có mẫu giấy “{form}”.",
    "REPORT_UNKNOWN": "Không có báo cáo “{name}”. Có: {known}.",
    "REPORT_KIND": "Không ghi được báo cáo vào “{name}”. Đặt tên tệp kết thúc bằng .pdf, .xlsx hoặc .json.",
    "REPORT_IDENTITY": "Số liệu dòng “{row}” không khớp: số nhận khác số đã giải quyết cộng số đang giải quyết. "
    "Chưa in gì; chạy motcua rebuild rồi lập lại báo cáo.",
    "STOPPED": "Đã dừng, chưa xong.",
    "PERIOD_ORDER": "Ngày đầu {first} sau ngày cuối {last}. Đổi lại hai ngày.",
    "CODE_FORMAT": "“{text}” không phải mã hồ sơ.",
    "CODE_DATE": "Mã hồ sơ “{text}” có ngày {day} không có trong lịch.",
    "NUMBER_INVALID": "Số {number} không dùng cho mã hồ sơ được.",
    # Catalogue
    "CATALOGUE_EMPTY": "Tệp danh mục không có thủ tục nào.",
    "CATALOGUE_KIND": "Tệp “{name}” phải là .xlsx, .xls, .csv, .json hoặc .jsonl.",
    "LIST_NO_HEADS": "Tệp “{name}” không có dòng tên cột nhận ra được. Ghi tên cột ở dòng ngay trên các dòng dữ liệu, "
    "lưu rồi chọn lại.",
    "LIST_ENCODING": "Tệp “{name}” không đọc được chữ. Lưu lại với mã UTF-8 rồi chọn tệp mới.",
    "LIST_COLUMN_NEEDED": "Không thấy cột “{name}” trong tệp. Sửa tên cột trong tệp, hoặc chỉ cột bằng --map.",
    "LIST_COLUMN_UNKNOWN": "Tệp không có cột “{column}”. Chọn một cột có trong tệp.",
    "LIST_FIELD_UNKNOWN": "Không có mục “{name}”. Xem tên các mục trong hướng dẫn kỹ thuật.",
    "CATALOGUE_ENCODING": "Tệp danh mục không đọc được chữ từ dòng {line}. Lưu lại với mã UTF-8 rồi chọn tệp mới.",
    "CATALOGUE_LINE": "Danh mục sai ở dòng {line}, cột {column}, thủ tục {code}: {why_word}.",
    "CATALOGUE_FAULTS": "Tệp danh mục có {count} chỗ sai nên chưa nhận gì. {faults}.",
    "CATALOGUE_OVERLAP": "Danh mục, dòng {line}: thủ tục {code} có hai bản cùng hiệu lực (dòng {other}).",
    "CATALOGUE_STORED_OVERLAP": "Danh mục: thủ tục {code}, bản từ {version} chồng lên bản từ {other} đang có. Ghi ngày "
    "hết hiệu lực cho đúng, hoặc đưa cả bản từ {other} vào tệp. Chưa nhận gì từ tệp này.",
    # The registers of past years
    "PAST_NOT_EXCEL": "Tệp “{name}” không phải bảng tính đọc được. Chọn tệp .xlsx, .xls, .ods hoặc .csv; tệp khác thì "
    "mở bằng Excel rồi lưu thành .xlsx.",
    "PAST_ENCRYPTED": "Tệp “{name}” có mật khẩu. Mở bằng Excel, bỏ mật khẩu, lưu lại rồi chọn tệp ấy.",
    "PAST_FILE_BUSY": "Tệp “{name}” đang mở ở Excel hoặc không cho đọc. Đóng tệp ấy rồi chọn lại.",
    "PAST_TOO_LARGE": "Tệp “{name}” nặng {size} MB, đọc được nhiều nhất {limit} MB. Chia sổ thành từng năm rồi nhập.",
    "PAST_TOO_WIDE": "Trong tệp có ô {cell} nằm xa sổ, đọc được nhiều nhất {rows} dòng. Xóa ô ấy trong Excel, lưu lại "
    "rồi chọn tệp.",
    "PAST_BROKEN": "Tệp “{name}” bị hỏng, hoặc cần nhiều bộ nhớ hơn mức cho phép. Mở bằng Excel, chép trang có sổ sang "
    "một tệp .xlsx mới, lưu lại rồi chọn tệp mới.",
    "PAST_SLOW": "Đọc tệp “{name}” quá {minutes} phút chưa xong nên đã dừng. Mở bằng Excel, chia sổ thành từng năm, "
    "lưu mỗi năm một tệp .xlsx rồi chọn từng tệp.",
    "PAST_EMPTY": "Tệp “{name}” không có dòng nào. Chọn tệp khác.",
    "PAST_SHEET_UNKNOWN": "Tệp “{name}” không có trang tính “{sheet}”. Chọn trang khác.",
    "PAST_NO_HEADS": "Trang tính “{sheet}” không có dòng tên cột (mã hồ sơ, họ và tên, ngày nhận…). Ghi tên cột ở dòng "
    "ngay trên các hồ sơ, lưu rồi chọn lại.",
    "PAST_COLUMN_NEEDED": "Chưa chọn cột có {field_word}.",
    "PAST_COLUMN_UNKNOWN": "Sổ không có cột “{column}”. Chọn một cột có trong tệp.",
    "PAST_FIELD_UNKNOWN": "Sổ cũ không có mục “{name}”. Chọn mục khác.",
    "PAST_UNKNOWN": "Dòng này không còn trong sổ cũ: lần nhập của nó đã bỏ.",
    "PAST_SOURCE_UNKNOWN": "Không có lần nhập {source}: đã bỏ từ trước.",
    "PAST_NAME_MISSING": "Dòng này không có tên cá nhân, tổ chức.",
    "PAST_DATE": "“{text}” không phải một ngày.",
    "PAST_DATE_FIRST": "“{text}” có nhiều ngày; đã lấy ngày đầu. Nhìn lại sổ.",
    "PAST_GARBLED": "“{text}” sai bảng mã hoặc lẫn dấu, không đổi lại được; giữ như trong tệp. Sửa ô ấy rồi nhập lại.",
    "PAST_NUMBER_CUT": "Excel đã rút gọn số “{text}”, mất chữ số; để trống. Ghi lại số theo sổ rồi nhập lại.",
    "PAST_DATE_AHEAD": "Ngày “{text}” ở sau hôm nay.",
}
