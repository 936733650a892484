"""What stops a reception: an identity, a draft, a number, a sheet written by pen."""

from __future__ import annotations

SENTENCES = {
    # Identity
    "ID_NUMBER_LENGTH": "Số định danh đang có {have} chữ số, cần {need}.",
    "ID_NUMBER_DIGITS": "Số định danh chỉ gồm chữ số, đang là “{text}”.",
    "PAPER_NUMBER": "“{text}” không phải số định danh, chứng minh nhân dân 9 số hay hộ chiếu.",
    "OLD_ID_LENGTH": "Số chứng minh cũ trên thẻ có {have} chữ số, cần {need}. Quét lại, hoặc để trống.",
    "TAX_CODE_DIGITS": "Mã số thuế chỉ gồm chữ số, đang là “{text}”.",
    "TAX_CODE_LENGTH": "Mã số thuế đang có {have} chữ số, cần 10, 12 hoặc 13.",
    "TAX_CODE_CHECK": "Mã số thuế “{text}” sai số kiểm tra. Nhìn lại giấy tờ.",
    "PHONE_DIGITS": "Số điện thoại chỉ gồm chữ số, đang là “{text}”.",
    "PHONE_PREFIX": "“{text}” không có đầu số điện thoại Việt Nam. Sửa hoặc để trống.",
    "PHONE_LENGTH": "Số điện thoại đang có {have} chữ số, cần {need}.",
    "CARD_TRUNCATED": "Mã quét bị cụt: có {have}, cần {need}. Quét lại, hoặc gõ số định danh.",
    "CARD_UNKNOWN": "Mã quét không phải của thẻ căn cước. Quét mã ở mặt trước thẻ.",
    "CARD_GARBLED": "Mã quét bị lẫn dấu tiếng Việt. Tắt bộ gõ (Ctrl+Shift) rồi quét lại, hoặc gõ số định danh.",
    "CARD_CHARSET": "Mã quét sai bảng mã chữ Việt. Đặt bảng mã của máy quét là UTF-8 (mã cài đặt trong sách kèm "
    "máy) rồi quét lại, hoặc gõ theo thẻ.",
    "CARD_DATE": "Ngày “{text}” trên mã quét không có trong lịch. Quét lại, hoặc gõ tay.",
    "BIRTH_AHEAD": "Ngày sinh {day} ở sau hôm nay. Nhìn lại giấy tờ.",
    "BIRTH_FORMAT": "“{text}” không phải ngày sinh. Ghi như 14/08/1988; chỉ biết tháng hoặc năm thì 08/1988 hoặc 1988.",
    "NAME_SCRIPT": "Giấy không in được chữ “{letters}” trong tên. Ghi tên bằng chữ La-tinh như trên hộ chiếu.",
    "TEXT_GARBLED": "Chữ “{text}” ở {field_word} sai bảng mã. Gõ lại; nếu lấy từ tệp thì lưu tệp ấy bằng UTF-8.",
    "NAME_GARBLED": "Tên “{text}” bị lẫn ký tự lạ, do bộ gõ hoặc bảng mã. Gõ lại tên như trên giấy tờ; nếu "
    "lấy từ tệp thì lưu tệp ấy bằng UTF-8.",
    # Drafts
    "DRAFT_NOT_OBJECT": "Bản khai phải là một đối tượng JSON.",
    "DRAFT_JSON": "Không đọc được bản khai: JSON sai ở dòng {line}, cột {column}.",
    "DRAFT_MISSING": "Thiếu {field_word}.",
    "DRAFT_FIELD": "Chưa nhận được {field_word}: {why_word}.",
    "FILE_MISSING": "Không thấy tệp quét “{name}” cạnh bản khai.",
    "FILE_OUTSIDE": "“{name}” không phải một tệp nằm trong thư mục của bản khai. Chép tệp quét vào thư mục ấy và ghi "
    "tên tệp, không ghi ổ đĩa, thư mục gốc hay “..”.",
    "COPIES_COUNT": "Số bản phải từ 1 trở lên, đang là {have}.",
    "PAGES_COUNT": "Số trang phải từ 1 trở lên, đang là {have}.",
    "REPORT_TOO_LONG": "Bảng có {have} dòng, một tệp XLSX chứa nhiều nhất {limit} dòng. Chọn khoảng ngày ngắn hơn.",
    "AMOUNT_NEGATIVE": "Số tiền không thể âm, đang là {amount}.",
    "AMOUNT_RANGE": "Số tiền phải từ 1 đến {most} đồng, đang là {have}.",
    "EXEMPTION_UNKNOWN": "Phí, lệ phí của thủ tục này không có diện miễn “{key}”. Chọn lại diện miễn, hoặc để trống.",
    "BANK_INCOMPLETE": "Tài khoản còn thiếu {field_word}. Ghi đủ ngân hàng, số và tên, hoặc để trống cả ba.",
    "BANK_BIN": "“{text}” không phải mã ngân hàng. Mã có 6 chữ số; chọn ngân hàng trong danh sách.",
    "BANK_ACCOUNT": "“{text}” không phải số tài khoản. Ghi liền 1 đến 19 chữ số hoặc chữ cái không dấu.",
    "PROCEDURE_UNKNOWN": "Danh mục không có thủ tục mã {code}. Tìm lại theo tên, hoặc nhập danh mục mới của tỉnh.",
    "PROCEDURE_NOT_IN_FORCE": "Thủ tục {code} không có hiệu lực ngày {day}.",
    "PROCEDURE_GUIDANCE_ONLY": "“{name}” do {unit} nhận; quầy chỉ hướng dẫn.",
    "CASE_UNKNOWN": "Thủ tục {procedure} không có trường hợp “{key}”.",
    "PAPERS_OR_NONE": "Ghi số giấy tờ, hoặc lý do không có giấy tờ, không ghi cả hai; tổ chức thì không ghi lý do này.",
    "PROXY_NUMBER": "Người nộp thay phải có số định danh hoặc số hộ chiếu. Ghi số trên giấy tờ của người nộp.",
    "DUPLICATE": "Người này đã nộp thủ tục này ở quầy {desk}, hồ sơ {code} chưa trả kết quả. Mở hồ sơ đó, "
    "hoặc ghi lý do vẫn nhận hồ sơ mới.",
    "CLOCK_BACK": "Máy đang để {now}, trước việc ghi gần nhất là {newest}. Chỉnh lại giờ của máy; nếu giờ máy đúng thì "
    "xác nhận để ghi tiếp.",
    "CLOCK_AHEAD": "Máy đang để {now}, còn việc ghi gần nhất là {newest}. Xem lại ngày giờ của máy; nếu đúng thì xác "
    "nhận để ghi tiếp.",
    "RECEIVED_AHEAD": "Thời điểm nhận {received} ở sau giờ của máy này. Sửa thời điểm, hoặc chỉnh lại giờ của máy.",
    "RECEIVED_BEFORE_CLOSING": "Quầy đã chốt ngày {closed}, không nhận thêm hồ sơ ghi trước lần chốt đó. Ghi thời "
    "điểm nhận sau lần chốt.",
    "NUMBERS_GONE": "Máy này không biết quầy đã in đến số nào: kho được chép từ máy khác, máy này thay máy cũ, hoặc "
    "mất dấu số. Ghi mã trên giấy tiếp nhận in gần nhất của quầy rồi mới cấp số tiếp.",
    "NUMBERS_KNOWN": "Máy này biết quầy đã cấp đến số nào nên không cần ghi mã giấy gần nhất.",
    "NUMBERS_OTHER": "Mã {code} không phải của trung tâm {agency}. Nhìn lại giấy tiếp nhận in gần nhất của quầy này.",
    "NUMBERS_OUTSIDE": "Mã {code} ngoài dãy số máy của quầy này cấp ({first} đến {last}). Nhìn lại giấy của đúng quầy; "
    "giấy viết tay không tính.",
    "MARK": "Không đọc hay ghi được dấu số của máy này ({why}) nên chưa cấp số. Xem lại đĩa và quyền của thư mục "
    "dấu số.",
    "MARK_INSIDE": "Thư mục dấu số nằm trong thư mục dữ liệu {home}. Đặt MOTCUA_STATE ra ngoài, để bản chép của dữ "
    "liệu không mang dấu số theo.",
    "RANGE_USED": "Dãy số của quầy trong ngày ({first} đến {last}) đã hết. Nhận tiếp ở quầy khác, bằng giấy in sẵn nếu "
    "còn, hoặc xin tỉnh cấp thêm.",
    # Blanks: printed ahead, written by pen
    "BLANKS_NARROW": "Dãy số của quầy ({first} đến {last}) hẹp quá nên không có số cho giấy in sẵn; cần từ 10 số. "
    "Xin tỉnh cấp thêm.",
    "BLANKS_LEFT": "In thêm được {most} tờ. Mỗi số chỉ ở trên một tờ trong ngăn: dùng hết những tờ đã in, bắt đầu từ "
    "{number}, hoặc ghi hỏng nếu không còn; tờ đã dùng hôm nay thì mai mới in lại số ấy.",
    "BLANKS_OPEN": "Chưa rõ giấy in sẵn số {numbers} trong ngày {day}. Nhập vào máy, hoặc ghi là chưa dùng, là hỏng, "
    "rồi chốt.",
    "BLANK_NUMBERS": "“{text}” không phải số tờ. Ghi như 0952, hoặc 0952-0955.",
    "BLANK_OUTSIDE": "Số {number} không phải giấy in sẵn của quầy này ({first} đến {last}). Nhìn lại số và tên quầy "
    "trên tờ; tờ của quầy nào nhập ở quầy ấy.",
    "BLANK_NOT_PRINTED": "Quầy này chưa in tờ nào số {number}. Nhìn lại số trên tờ.",
    "BLANK_USED": "Tờ số {number} đã nhập rồi: hồ sơ {code}. Nhìn lại số trên tờ, hoặc mở hồ sơ ấy.",
    "BLANK_SPOILED": "Tờ số {number} đã ghi hỏng ngày {on}: {reason}. Nhìn lại số trên tờ; nếu tờ ấy đã giao thì ghi "
    "lại là chưa dùng, rồi nhập.",
    "BLANK_BEFORE_PRINTED": "Tờ số {number} in lúc {printed}, không thể đã giao trước đó. Nhìn lại số, ngày, giờ trên "
    "tờ.",
    "BLANK_REASON": "Chưa ghi vì sao tờ này hỏng.",
    "BLANK_TIME": "Chưa ghi ngày giờ nhận trên giấy viết tay.",
}
