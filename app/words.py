"""The Vietnamese of codes: one sentence for every error, one word for every state, act and sync state.

No Qt here: the command line speaks with the same sentences (DESIGN §6). A sentence says what is wrong, how much, and
the cure; it never blames, asks politely or shouts (UI §6). A test holds that every code raised in the program has
its sentence here, and that each sentence finds the facts it names.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.errors import MotcuaError
from app.rules.calendar import WEEKDAY_KEYS
from app.rules.clock import VN
from app.rules.deadline_words import WEEKDAYS

STATES = {
    "received": "Mới tiếp nhận",
    "forwarded": "Đang giải quyết",
    "processing": "Đang giải quyết",
    "supplement_requested": "Chờ bổ sung",
    "payment_requested": "Chờ nộp tiền",
    "result_ready": "Có kết quả",
    "returned": "Đã trả kết quả",
    "refused": "Từ chối",
    "withdrawn": "Công dân rút",
    "stopped": "Dừng giải quyết",
    "voided": "Đã hủy",
}
"""A dossier's states as an officer reads them (UI §6)."""

ACTS = {
    "received": "Tiếp nhận",
    "corrected": "Sửa sai",
    "forwarded": "Chuyển giải quyết",
    "arrived": "Cơ quan đã nhận",
    "processing": "Nhận để giải quyết",
    "supplement_requested": "Yêu cầu bổ sung",
    "supplemented": "Nhận bổ sung",
    "payment_requested": "Yêu cầu nộp tiền",
    "paid": "Đã nộp tiền",
    "extended": "Gia hạn",
    "result_ready": "Có kết quả",
    "returned": "Trả kết quả",
    "refused": "Từ chối",
    "withdrawn": "Công dân rút hồ sơ",
    "stopped": "Dừng giải quyết",
    "voided": "Hủy hồ sơ nhập nhầm",
}
"""What can happen to a dossier, as its history says it."""
_NEWER_ACT = "Việc mà bản này chưa đọc được"

FORMS = {
    "receipt": "Giấy tiếp nhận",
    "receipt-batch": "Giấy tiếp nhận nhiều hồ sơ",
    "supplement": "Phiếu yêu cầu bổ sung",
    "refusal": "Phiếu từ chối",
    "extension": "Phiếu xin lỗi và gia hạn",
    "stop": "Thông báo dừng giải quyết",
    "return-receipt": "Biên nhận trả kết quả",
    "result-handover": "Phiếu bàn giao kết quả",
    "control-slip": "Phiếu kiểm soát quá trình",
    "handover": "Giấy bàn giao hồ sơ",
    "fee-receipt": "Biên lai thu phí",
}
"""What a form of a dossier is called on the screen, in the printer's queue and as a file."""

SYNC = {
    "local": "Lưu tại quầy",
    "waiting": "Đang gửi",
    "sent": "Đã gửi tỉnh",
    "reconciled": "Đã đối chiếu",
    "parked": "Cần xử lý",
    "aside": "Chờ bản mới",
}
"""The sync states of a record (UI §6); `local` while there is no province to wait for, and where nobody sends it."""

PAPERS = {
    "personal": "Số định danh",
    "old": "Chứng minh nhân dân 9 số",
    "passport": "Hộ chiếu",
}
"""The identity papers a number may be of (`rules.identity.PaperKind`)."""

FIELDS = {
    "name": "họ và tên",
    "id_number": "số định danh",
    "birth_date": "ngày sinh",
    "sex": "giới tính",
    "address": "địa chỉ",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "kind": "loại người nộp",
    "procedure": "thủ tục",
    "applicant": "người nộp",
    "owner": "chủ hồ sơ",
    "components": "thành phần hồ sơ",
    "originals": "số bản chính",
    "certified": "số bản chứng thực",
    "photocopies": "số bản sao",
    "copies": "số bộ hồ sơ",
    "pages": "số trang",
    "fee": "lệ phí",
    "fee_paid": "đã thu lệ phí",
    "fee_basis": "căn cứ thu",
    "fee_receipt": "biên lai",
    "exemption": "diện miễn, giảm",
    "destination": "nơi giải quyết",
    "items": "những thứ cần bổ sung",
    "amount": "số tiền",
    "method": "cách nộp tiền",
    "new_due": "hẹn trả mới",
    "reason": "lý do",
    "number": "số",
    "abstract": "trích yếu",
    "type": "loại kết quả",
    "via": "cách trả",
    "item": "mã bưu gửi",
    "note": "ghi chú",
    "summary": "nội dung yêu cầu",
    "deliver": "nơi nhận kết quả",
    "channel": "cách nộp",
    "received_at": "thời điểm nhận",
    "due_at": "hẹn trả",
    "due_reason": "lý do hẹn trả",
    "authorised_by": "giấy ủy quyền",
    "commune": "mã xã, phường",
    "case": "trường hợp",
    "state": "trạng thái",
    "result": "kết quả",
    "returned_to": "người nhận kết quả",
    "to": "người nhận kết quả",
    "authorisation": "giấy ủy quyền",
    "returned_at": "lúc trả kết quả",
    "place": "nơi đang giữ",
    "arrived": "cơ quan đã nhận",
    "body": "tên cơ quan",
    "at": "thời điểm",
    "bin": "ngân hàng",
    "account": "số tài khoản",
    "account_name": "tên tài khoản",
    "blank": "giấy viết tay",
}
"""Fields as sentences name them; a path is named by its last part that has a word."""

WARNINGS = {
    "ID_PROVINCE": "Ba số đầu của số định danh không có trong danh mục tỉnh. Nhìn lại thẻ.",
    "ID_ABROAD": "Số định danh đăng ký tại nước ngoài.",
    "ID_SEX": "Số định danh và giới tính không khớp nhau. Nhìn lại thẻ.",
    "ID_BIRTH_YEAR": "Số định danh và năm sinh không khớp nhau. Nhìn lại thẻ.",
    "NAME_ODD": "Tên có ký hiệu, chữ số hoặc dấu mà tên trên thẻ không có. Nhìn lại giấy tờ rồi sửa.",
    "BIRTH_DATE_MISSING": "Thẻ không ghi ngày sinh.",
    "BIRTH_YEAR_ONLY": "Thẻ chỉ ghi năm sinh.",
    "CARD_NO_ISSUE_DATE": "Thẻ không ghi ngày cấp.",
    "ISSUED_BEFORE_BIRTH": "Ngày cấp trước ngày sinh. Nhìn lại thẻ.",
    "NUMBERS_SKIPPED": "Kho này là bản cũ đưa trở lại, nên số đi tiếp sau mọi số có thể đã in. Xem các số bỏ qua bằng "
    "lệnh motcua numbers.",
    "BLANK_ORDER": "Giờ ghi trên tờ này không theo thứ tự số tờ trong ngày. Nhìn lại số và giờ; nếu đúng thì số thứ tự "
    "trong sổ vẫn theo số tờ.",
    "DUE_ON_PAPER": "Hẹn trả trên giấy viết tay khác cách tính của máy. Giữ theo giấy công dân đang cầm.",
    "SUPPLEMENT_SECOND": "Hồ sơ này đã yêu cầu bổ sung một lần. Yêu cầu lần nữa thì Cổng Dịch vụ công quốc gia tính là "
    "trễ hạn (QĐ 766/QĐ-TTg).",
    "EXTENSION_LIMIT": "Hồ sơ này đã gia hạn đủ số lần trung tâm đặt. Gia hạn thêm phải có căn cứ.",
}
"""What an officer is asked to look at; nothing is blocked by it."""

_WHY = {
    "extra_forbidden": "tên trường không có trong mẫu",
    "literal_error": "giá trị không có trong danh sách",
    "enum": "giá trị không có trong danh sách",
    "string_type": "phải là chữ",
    "string_too_short": "đang để trống",
    "string_too_long": "dài quá mức cho phép",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là có hoặc không",
    "bool_parsing": "phải là có hoặc không",
    "list_type": "phải là danh sách",
    "too_long": "nhiều hơn mức cho phép",
    "model_type": "phải là một nhóm trường",
    "greater_than_equal": "số quá nhỏ",
    "less_than_equal": "số quá lớn",
}
_DAMAGE = {
    "empty": "tệp kho rỗng",
    "cut": "tệp kho bị cắt ngắn",
    "pages": "{wrong} trên {pages} trang của tệp kho không còn như lúc ghi",
    "torn": "các trang của tệp kho không khớp nhau",
    "log": "phần ghi sau cùng, nằm cạnh kho (motcua.db-wal), không đi với kho",
    "other": "tệp này không còn là kho của quầy (trang đầu hỏng, hoặc là tệp khác đặt vào)",
}
"""By `models.seals.Kind`."""
_WEEKDAYS = dict(zip(WEEKDAY_KEYS, WEEKDAYS, strict=True))
_REASONS = {
    "SHAPE": "sai cấu trúc",
    "CELLS": "số ô không bằng số cột, hoặc ô quá dài",
    "JSON": "tệp sai cú pháp",
    "MISSING": "đang để trống",
    "UNKNOWN": "cột lạ",
    "TYPE": "sai kiểu",
    "CODE": "sai dạng mã",
    "CHOICE": "ngoài danh sách cho phép",
    "RANGE": "ngoài khoảng cho phép",
    "DATE": "không phải ngày",
    "DATE_ORDER": "ngày hết hiệu lực trước ngày bắt đầu",
    "TERM": "không đọc được thời hạn",
    "DUPLICATE": "trùng khóa",
    "FEE": "mức phí không hợp loại phí",
    "COLUMN": "tệp không có cột này",
    "CASE": "trường hợp không đứng ngay dưới thủ tục của nó",
}

SENTENCES = {
    # Dates, terms, calendar
    "TIME_FORMAT": "“{text}” không phải thời điểm. Ghi như 2026-11-23T08:15:00+07:00.",
    "DATE_FORMAT": "“{text}” không phải ngày. Ghi như 2026-11-23.",
    "DAY_AHEAD": "Ngày {day} chưa tới nên chưa chốt được. Xem lại ngày, và giờ của máy này.",
    "TERM_UNKNOWN": "“{text}” không phải thời hạn. Ghi như 5 ngày làm việc, 30 ngày, 4 giờ làm việc, 2 tháng, "
    "trong ngày.",
    "TERM_ZERO": "Thời hạn phải từ 1 trở lên, đang là {amount} {unit}.",
    "TERM_TOO_LONG": "Thời hạn {amount} {unit} quá dài, nhiều nhất {limit}.",
    "DEADLINE_RANGE": "Ngày nhận {received} ngoài khoảng tính được.",
    "PAUSE_FORMAT": "“{text}” không phải khoảng tạm dừng. Ghi hai thời điểm, cách nhau dấu /.",
    "PAUSE_ORDER": "Lần tạm dừng kết thúc {end} trước khi bắt đầu {begin}. Đổi lại hai thời điểm.",
    "PAUSE_TOO_LONG": "Lần tạm dừng từ {begin} đến {end} dài quá {years} năm. Xem lại ngày.",
    "NO_WORKING_DAY": "Lịch không có ngày làm việc nào trong {years} năm sau {after}. Xem lại lịch nghỉ.",
    "SCHEDULE_EMPTY": "Lịch làm việc không có buổi nào. Ghi giờ của ít nhất một ngày.",
    "SCHEDULE_FORMAT": "Giờ làm việc {day} ghi sai. Ghi từng buổi, như 07:30-11:30, 13:30-17:00.",
    "SCHEDULE_ORDER": "Các buổi làm việc {day} chồng nhau hoặc ngược giờ. Ghi từ sớm đến muộn.",
    "CALENDAR_FORMAT": "Lịch nghỉ sai ở dòng {row}: cần ngày, loại off hoặc working, và căn cứ.",
    "CALENDAR_DUPLICATE": "Lịch nghỉ có hai dòng cho ngày {date}.",
    "CALENDAR_FILE": "Tệp “{name}” phải là .json hoặc .csv.",
    "CALENDAR_ENCODING": "Tệp lịch nghỉ không phải UTF-8 từ dòng {line}. Lưu lại với mã UTF-8.",
    "CALENDAR_EMPTY": "Tệp lịch nghỉ không có ngày nào.",
    "CALENDAR_LINE": "Lịch nghỉ sai ở dòng {line}, cột {column}: {why_word}. Chưa nhận gì từ tệp này.",
    "CALENDAR_DAY_TWICE": "Lịch nghỉ ghi ngày {date} hai lần, ở dòng {other} và dòng {line}. Chưa nhận gì từ tệp này.",
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
    "CARD_DATE": "Ngày “{text}” trên mã quét không có trong lịch. Quét lại, hoặc gõ tay.",
    "BIRTH_AHEAD": "Ngày sinh {day} ở sau hôm nay. Nhìn lại giấy tờ.",
    "NAME_GARBLED": "Tên “{text}” bị lẫn ký tự lạ, do bộ gõ hoặc bảng mã. Gõ lại tên như trên giấy tờ.",
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
    "CATALOGUE_KIND": "Tệp “{name}” phải là .json, .jsonl hoặc .csv.",
    "CATALOGUE_ENCODING": "Tệp danh mục không phải UTF-8 từ dòng {line}.",
    "CATALOGUE_LINE": "Danh mục sai ở dòng {line}, cột {column}, thủ tục {code}: {why_word}. Chưa nhận gì từ tệp này.",
    "CATALOGUE_NO_TERM": "Danh mục, dòng {line}: thủ tục {code} không có thời hạn. Chưa nhận gì từ tệp này.",
    "CATALOGUE_OVERLAP": "Danh mục, dòng {line}: thủ tục {code} có hai bản cùng hiệu lực (dòng {other}). Chưa nhận gì.",
    "CATALOGUE_STORED_OVERLAP": "Danh mục: thủ tục {code}, bản từ {version} chồng lên bản từ {other} đang có. Ghi ngày "
    "hết hiệu lực cho đúng, hoặc đưa cả bản từ {other} vào tệp. Chưa nhận gì từ tệp này.",
    # The registers of past years
    "PAST_NOT_EXCEL": "Tệp “{name}” không phải Excel. Chọn tệp .xlsx hoặc .xls; tệp khác thì mở bằng Excel rồi lưu "
    "thành .xlsx.",
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
    "PAST_DATE_AHEAD": "Ngày “{text}” ở sau hôm nay.",
    # Centre and desk
    "AGENCY_FORMAT": "“{text}” không phải mã cơ quan. Ghi như H15.10.",
    "AGENCY_UNKNOWN": "Không có cơ quan {agency}.",
    "COMMUNE_FORMAT": "“{text}” không phải mã xã, phường. Mã có 5 chữ số.",
    "COMMUNE_UNKNOWN": "Không có xã, phường, đặc khu mã {commune}. Mã có 5 chữ số, theo Quyết định 19/2025/QĐ-TTg.",
    "CENTRE_NAME": "Thiếu tên trung tâm.",
    "OFFICER_NAME": "Thiếu tên cán bộ.",
    "NAME_MISSING": "Thiếu tên.",
    "DESK_NUMBER": "Số quầy từ 1 đến 99, đang là {desk}.",
    "LEASE_INVALID": "Dãy số {first} đến {last} không có số nào. Số đầu từ 1, số cuối không nhỏ hơn số đầu.",
    "CENTRE_MISSING": "Máy này chưa có trung tâm. Chạy motcua init hoặc motcua enrol trước.",
    # Set-up from a file
    "SETUP_FORMAT": "“{name}” không phải tệp lập quầy: cần JSON hoặc CSV, chữ UTF-8, mỗi dòng đủ các cột như dòng đầu.",
    "SETUP_FAULTS": "Tệp lập quầy có {count} chỗ sai nên chưa làm gì. {faults}.",
    "SETUP_CODE": "Dòng {row} và dòng {other} của tệp lập quầy cùng một mã mời. Mỗi mã dùng cho một quầy.",
    "SETUP_NAME": "Dòng {row} của tệp lập quầy có mục lạ “{name}”. Xem tên các mục trong hướng dẫn kỹ thuật.",
    "SETUP_MISSING": "Dòng {row} của tệp lập quầy thiếu mục “{name}”.",
    "SETUP_VALUE": "Dòng {row} của tệp lập quầy, mục “{name}” không nhận “{value}”.",
    "SETUP_BOTH": "Dòng {row} của tệp lập quầy vừa có mã mời của tỉnh vừa có chỗ đặt riêng. Chỉ giữ một.",
    "SETUP_PLACE": "{problem} Sửa dòng {row} của tệp lập quầy.",
    "SETUP_TWICE": (
        "Tệp lập quầy có hai dòng cho máy “{computer}”. Để lại một dòng; dòng không ghi máy dùng cho mọi máy khác."
    ),
    "SETUP_OVERLAP": (
        "Dòng {row} và dòng {other} của tệp lập quầy cùng cơ quan mà cùng quầy hoặc có số hồ sơ trùng nhau. "
        "Mỗi quầy một số và một dãy riêng (first, last)."
    ),
    "SETUP_NOT_HERE": "Tệp lập quầy không có dòng nào cho máy “{computer}”, cũng không có dòng dùng chung.",
    "SETUP_OTHER": (
        "Máy này đã lập {centre}, quầy {desk}; tệp lập quầy ghi khác ở mục “{name}”. Chưa đổi gì: sửa tệp, hoặc lập "
        "quầy kia với thư mục dữ liệu khác."
    ),
    "SETTINGS_FAULTS": "Chưa lưu gì: cài đặt có {count} chỗ sai. {faults}.",
    "PRACTICE_ONLY": "Việc này chỉ làm trong kho tập huấn; kho này có hồ sơ thật.",
    # Store, key, disk
    "STORE_MISSING": "Chưa có kho ở {home}. Chạy motcua init hoặc motcua enrol trước.",
    "STORE_EXISTS": "Ở {home} đã có kho. Chọn thư mục khác.",
    "STORE_NEWER": (
        "Kho này đã do một bản Một Cửa mới hơn ghi (đời kho {revision}), bản đang mở là {program}. "
        "Cài lại bản mới rồi mở; kho chưa thay đổi gì."
    ),
    "MIGRATION_SPACE": (
        "Cần {needed} MB trống để đưa kho lên đời mới, ổ đĩa còn {free} MB. Giải phóng ổ đĩa rồi mở lại; kho "
        "chưa thay đổi gì."
    ),
    "MIGRATION_STOPPED": "Đã dừng việc đưa kho lên đời mới; kho còn nguyên như trước. Mở lại để làm từ đầu.",
    "MIGRATION_FAILED": (
        "Chưa đưa được kho lên đời {revision} ({why}). Kho cũ còn nguyên, không mất hồ sơ nào: cài lại bản đã dùng "
        "trước để làm việc, và gửi tệp trong thư mục logs cho người phát triển."
    ),
    "STORE_BROKEN": "Kho bị hỏng: {damage}. Không xóa gì. {way_out}",
    "STORE_GONE": "Không thấy kho (motcua.db) ở {home}, trong khi đồ của nó còn đó. Không lập lại trung tâm. {way_out}",
    "STORE_BUSY": "Kho đang bận vì một việc khác. Thử lại sau ít giây.",
    "WRONG_KEY": "Khóa không mở được kho này. Khóa sai, hoặc tệp không phải kho của Một Cửa.",
    "KEY_MISSING": "Không tìm thấy khóa của kho trên máy này.",
    "KEY_BROKEN": "Khóa được giữ không đúng dạng 64 chữ số thập lục phân.",
    "KEY_FILE": "Không đọc hay ghi được tệp khóa: {why}.",
    "BACKUP_SPACE": "Cần {needed} MB trống ở {place} để sao lưu, còn {free} MB. Giải phóng chỗ rồi sao lưu lại.",
    "BACKUP_PLACE": "Không ghi được bản sao lưu vào {place}: {why}. Cắm lại ổ, hoặc chọn thư mục khác.",
    "BACKUP_BROKEN": "Bản sao lưu {path} bị hỏng ({why}). Dùng bản của ngày khác; đừng xóa gì.",
    "BACKUP_KEY": (
        "Khóa này không mở được {path}. Gõ các số trên tờ khóa phục hồi có số ghi ở cuối tên tệp; đúng tờ mà vẫn thế "
        "thì tệp hỏng từ trang đầu, dùng bản của ngày khác."
    ),
    "COPIES_INSIDE": "Thư mục này nằm trong thư mục dữ liệu. Chọn một thư mục ở USB hoặc ổ đĩa khác.",
    "COPIES_NONE_YET": "Chưa có hồ sơ nào nên chưa cần sao lưu.",
    "COPIES_NONE": (
        "Chưa có bản sao lưu nào. Máy tự sao lưu khi nghỉ gõ 15 phút; muốn làm ngay thì vào Cài đặt, Sao lưu ngay."
    ),
    "COPIES_GONE": (
        "Không còn bản sao lưu nào dùng được. Máy tự sao lưu khi nghỉ gõ 15 phút; làm ngay: Cài đặt, Sao lưu ngay."
    ),
    "COPIES_LATE": (
        "Bản sao lưu gần nhất lúc {copy}, việc làm sau đó chưa có trong bản nào. Để máy mở và nghỉ gõ 15 phút, hoặc "
        "vào Cài đặt, Sao lưu ngay."
    ),
    "COPIES_GAVE_UP": (
        "Lần sao lưu gần nhất không xong: máy thiếu bộ nhớ hoặc quá chậm. Vào Cài đặt, Sao lưu ngay; còn báo thì gọi "
        "kỹ thuật."
    ),
    "COPIES_UNTRIED": "Bản sao lưu lúc {copy} chưa được thử phục hồi. Máy tự thử khi nghỉ gõ 15 phút.",
    "COPIES_ALONE": (
        "Bản sao lưu lúc {copy} đã thử phục hồi, đủ {dossiers} hồ sơ, nhưng chỉ nằm trên máy này. Vào Cài đặt, chọn "
        "nơi thứ hai là USB hoặc ổ đĩa khác."
    ),
    "COPIES_SECOND_NONE": (
        "Bản sao lưu lúc {copy} đã thử phục hồi, đủ {dossiers} hồ sơ, nhưng nơi thứ hai chưa có bản nào. Cắm USB "
        "hoặc ổ đĩa đã chọn trong Cài đặt."
    ),
    "COPIES_SECOND_OLD": (
        "Bản sao lưu lúc {copy} đã thử phục hồi, đủ {dossiers} hồ sơ; ở nơi thứ hai bản gần nhất từ {second}. Cắm "
        "USB hoặc ổ đĩa ấy vào."
    ),
    "COPIES_TRIED": "Bản sao lưu lúc {copy} đã thử phục hồi, đủ {dossiers} hồ sơ.",
    "COPIES_TRIED_PROVINCE": "Bản sao lưu lúc {copy} đã thử phục hồi, đủ {dossiers} hồ sơ, khớp với tỉnh.",
    "TRIAL_CHECKS": (
        "Thử phục hồi bản sao lưu lúc {copy} thấy sai ({why}). Đừng xóa gì; chạy motcua doctor và gọi kỹ thuật."
    ),
    "TRIAL_DAYS": (
        "Thử phục hồi bản sao lưu lúc {copy}: việc của ngày {days} khác với kho. Đừng xóa gì; chạy motcua doctor và "
        "gọi kỹ thuật."
    ),
    "TRIAL_OLDER": (
        "Tệp sao lưu lúc {copy} đã bị thay bằng bản khác. Sao lưu lại trong Cài đặt; nếu lại thế, gọi kỹ thuật."
    ),
    "TRIAL_PROVINCE": (
        "Bản sao lưu lúc {copy} đúng với kho nhưng khác sổ chung của tỉnh. Chốt ngày với tỉnh; còn báo thì gọi kỹ "
        "thuật."
    ),
    "TRIAL_SPACE": (
        "Bản sao lưu lúc {copy} chưa thử phục hồi được: cần {needed} MB trống, còn {free} MB. Giải phóng ổ đĩa."
    ),
    "BACKUP_MISSING": "Không có bản sao lưu {path}. Xem lại tên tệp; ổ đĩa ngoài thì cắm lại.",
    "RESTORE_SPACE": (
        "Cần {needed} MB trống trong thư mục dữ liệu, còn {free} MB. Chưa đổi gì; giải phóng ổ đĩa rồi làm lại."
    ),
    "PRACTICE_HOME": "Đây là kho tập huấn: không phục hồi vào đây và không có tờ khóa phục hồi.",
    "RECOVERY_KEY_SHORT": "Đang có {have} chữ số, tờ khóa phục hồi có {need}: chín nhóm, mỗi nhóm sáu số.",
    "RECOVERY_KEY_GROUP": "Nhóm thứ {group} gõ sai. Xem lại sáu số của nhóm đó trên tờ.",
    "RECOVERY_KEY_ORDER": "Từng nhóm đúng nhưng không cùng một tờ, hoặc sai thứ tự. Gõ nhóm 1 đến nhóm 9 của một tờ.",
    "RECOVERY_KEY_OTHER": "Các số này không phải của tờ số {paper} vừa in. Chưa đổi gì.",
    "KEY_EXPOSED": "Tệp khóa {name} phải là của chính tài khoản này và không ai khác đọc được. Sửa bằng lệnh: "
    "chmod 600 {name} (tệp của tài khoản khác thì chown trước).",
    "KEYRING_MISSING": (
        "Máy này không có nơi giữ khóa an toàn. Đăng nhập lại vào màn hình làm việc có chùm khóa, hoặc đặt biến "
        "MOTCUA_KEY_FILE: chỉ tới một tệp chưa có nếu chưa lập trung tâm, đúng tệp khóa đã dùng nếu đã lập."
    ),
    "DISK": "Không ghi được vào ổ đĩa: {why}. Việc vừa làm chưa lưu; giải phóng ổ đĩa rồi làm lại.",
    "FILE_READ": "Không đọc được tệp “{name}”: {why}.",
    "FILE_TOO_LARGE": "Tệp “{name}” lớn hơn {limit} MB nên không đọc. Xem có chọn nhầm tệp không; bản quét thì quét "
    "lại đen trắng 200 dpi hoặc chia thành nhiều tệp.",
    "APART_START": "Chưa đọc được tệp: máy không cho Một Cửa mở chương trình con để đọc ({why}). Xem phần mềm diệt "
    "vi-rút có chặn Một Cửa không, đóng bớt chương trình khác rồi chọn lại tệp.",
    "FILE_CHANGED": "Tệp “{name}” đã khác lúc xem nên chưa áp dụng gì. Chọn lại tệp để xem thay đổi.",
    "FILE_WRITE": "Không ghi được tệp “{name}”: {why}.",
    "FILE_LOST": "Tệp quét {sha256} không còn hoặc đã bị sửa.",
    "PRINTER_MISSING": "Chưa chọn máy in. Hồ sơ đã lưu; chọn máy in trong Cài đặt rồi bấm Ctrl+P.",
    "PRINTER_SILENT": "Máy in {name} không trả lời. Hồ sơ đã lưu; bật máy in rồi bấm Ctrl+P.",
    "FOLDER_PATH": "Ghi đủ đường dẫn thư mục, bắt đầu từ gốc, như {example}.",
    "LOCK_CODE_AGAIN": "Hai lần gõ mã số khác nhau. Gõ lại mã số ở cả hai ô.",
    "LOCK_CODE_DIGITS": "Mã số đang có {have} chữ số, cần {need}.",
    "LOCK_CODE_NEEDED": "Quầy có mã khóa. Chạy lệnh trong cửa sổ lệnh rồi gõ mã khi máy hỏi, hoặc đặt biến "
    "MOTCUA_CODE_FILE chỉ tới một tệp ghi mã.",
    "LOCK_CODE_WRONG": "Mã khóa chưa đúng, còn {left} lần thử.",
    "LOCK_CODE_WAIT": "Sai mã khóa 5 lần liền. Chờ {seconds} giây rồi làm lại.",
    "LOCK_CODE_WEAK": "Mã số này dễ đoán. Chọn sáu chữ số khác.",
    # The line to the province
    "OFFLINE": "Chưa có mạng. Mọi việc vẫn làm và in bình thường, sẽ tự gửi khi có mạng.",
    "TIMEOUT": "Tỉnh trả lời quá chậm. Việc vẫn lưu tại quầy và sẽ tự gửi lại.",
    "CERTIFICATE": "Chứng thư của tỉnh không đúng nên chưa gửi. Gọi kỹ thuật.",
    "AUTH": "Tỉnh không nhận quầy này nữa. Xin tỉnh cấp lại mã mời rồi nối lại.",
    "BUSY": "Tỉnh đang nhận nhiều lượt nối quầy cùng lúc. Chờ vài giây rồi nối lại; mã mời vẫn dùng được.",
    "RESTORED": "Kho của quầy là bản cũ đưa trở lại. Những việc đã gửi tỉnh mà bản này thiếu vừa được lấy về; việc "
    "chưa gửi trước lúc mất thì chỉ còn trên giấy.",
    "CLOCK": "Giờ máy này lệch giờ tỉnh quá nhiều. Chỉnh lại giờ của máy.",
    "RELAY_ALTERED": "Có {count} chỗ trong dữ liệu phía tỉnh không còn như lúc được ghi.",
    "OLD_RELAY": "Máy của tỉnh còn chạy bản cũ. Mọi việc vẫn gửi bình thường; báo tỉnh cập nhật.",
    "LOG": "Sổ của tỉnh và của quầy chưa khớp nhau. Máy sẽ tự đối chiếu lại; gọi kỹ thuật nếu lặp lại.",
    "DOSSIER_ASIDE": "Hồ sơ {code} có việc mà bản chương trình này chưa đọc được. Cập nhật chương trình rồi làm tiếp.",
    "TOO_OLD": "Bản chương trình này cũ quá so với tỉnh. Cài bản mới.",
    "REFUSED": "Tỉnh không nhận lần gửi này. Việc vẫn lưu tại quầy; gọi kỹ thuật nếu lặp lại.",
    "TOO_LARGE": "Lần gửi quá lớn. Máy sẽ chia nhỏ và gửi lại.",
    "SERVER": "Phía tỉnh đang gặp trục trặc. Việc vẫn lưu tại quầy và sẽ tự gửi lại.",
    "BUG": "Việc gửi tỉnh vừa gặp lỗi ngoài dự kiến. Mọi việc vẫn lưu tại quầy và sẽ tự gửi lại; "
    "gọi kỹ thuật nếu lặp lại.",
    "STUCK": "Tỉnh gặp trục trặc ở hồ sơ {dossier} nên chưa nhận từ hồ sơ này trở đi; báo tỉnh sự cố số {incident}.",
    "CLONED": "Tỉnh thấy hai máy cùng dùng một quầy. Dừng gửi ở máy này và gọi kỹ thuật.",
    "CHAIN_GAP": "Tỉnh thiếu một đoạn việc của quầy này; máy sẽ gửi lại đoạn đó.",
    "URL_INVALID": "Địa chỉ của tỉnh chưa đúng. Ghi như https://motcua.tinh.gov.vn.",
    "URL_NOT_SECURE": "Địa chỉ của tỉnh phải bắt đầu bằng https. Chỉ máy này mới được dùng http.",
    "ENROL_MISMATCH": "Trên máy này là {here}, mã mời dành cho {there}. Xin tỉnh cấp đúng mã.",
    "NOT_ENROLLED": "Quầy chưa nối với tỉnh.",
    "PARKED_NOT_THERE": "Tỉnh chưa có hồ sơ {code}, nên chỉ có thể gửi lại.",
    "NOT_PARKED": "Hồ sơ {code} không có việc nào cần xử lý.",
    "PARKED_WHOLE": "Hồ sơ {code} chỉ chọn được cả bản: gửi lại việc của quầy, hoặc theo bản tỉnh đang giữ.",
    "CHOICE_FIELD": "Ở hồ sơ {code}, hai nơi không khác nhau chỗ “{field}”. Chọn trong: {fields}.",
    "CHOICE_MISSING": "Ở hồ sơ {code} còn chỗ chưa chọn: {fields}. Chọn một bản ở mỗi chỗ.",
    "CHOICE_TWICE": "Chỗ “{field}” được chọn hai lần. Giữ một lựa chọn.",
    "CHOICE_FORMAT": "“{text}” chưa đúng dạng. Ghi như applicant.phone=ours, hoặc applicant.phone=theirs.",
    # Why the province did not accept an event
    "BODY_INVALID": "Tỉnh chưa nhận: nội dung chưa đúng dạng.",
    "AT_WRONG": "Tỉnh chưa nhận: máy này ghi một thời điểm chưa tới. Chỉnh giờ của máy rồi gửi lại.",
    "BY_HAND": "Tỉnh chưa nhận: {by_hand}.",
    "HASH_WRONG": "Tỉnh chưa nhận: mã kiểm tra không khớp.",
    "UNKNOWN_DOSSIER": "Tỉnh chưa nhận: tỉnh chưa có hồ sơ này.",
    "DOSSIER_EXISTS": "Tỉnh chưa nhận: hồ sơ này tỉnh đã có.",
    "CODE_TAKEN": "Tỉnh chưa nhận: mã hồ sơ đã dùng cho hồ sơ khác.",
    "NUMBER_OUTSIDE_LEASE": "Tỉnh chưa nhận: số hồ sơ ngoài dãy của quầy.",
    "STATE": "Tỉnh chưa nhận: ở tỉnh hồ sơ đang {state_word}, không làm được việc {act_word}.",
    "BASE_MOVED": "Tỉnh chưa nhận: nơi khác vừa sửa cùng nội dung này.",
    "BASE_UNKNOWN": "Tỉnh chưa nhận: việc đứng trước nó chưa được nhận.",
    # The relay
    "DB_UNREACHABLE": "Không nối được cơ sở dữ liệu của tỉnh.",
    "DB_URL": "Địa chỉ cơ sở dữ liệu chưa đúng. Ghi như postgresql+psycopg://người:mật khẩu@máy/tên.",
    "HOST_NOT_SECURE": "Phía tỉnh nói http không mã hóa: ở {host} phải đứng sau proxy có TLS, và thêm --behind-proxy.",
    "PORT_TAKEN": "Cổng {port} trên {host} đang có chương trình khác dùng.",
    "RELAY_KEY": "Không đọc được khóa của tỉnh, hoặc khóa đã bị thay.",
    "RELAY_MISSING": "Ở {home} chưa có phía tỉnh. Chạy motcua province init trước.",
    "RELAY_EXISTS": "Ở đây đã có phía tỉnh.",
    "DESK_UNKNOWN": "Không có quầy {desk} của {agency}.",
    "INVITATION_UNKNOWN": "Không có mã mời này. Gõ lại đúng từng chữ.",
    "INVITATION_EXPIRED": "Mã mời đã hết hạn. Xin tỉnh mã mới.",
    "INVITATION_USED": "Mã mời đã dùng rồi. Xin tỉnh mã mới.",
    "LEASE_OVERLAPS": "Dãy số chồng lên dãy {first} đến {last} của quầy {desk}.",
    "LEASE_SHRINKS": "Dãy số mới không chứa hết dãy {first} đến {last} đã cấp.",
    "KIND_UNKNOWN": "Không có việc tên “{kind}”.",
    "EVENT_REFUSED": "Không ghi được việc này: {why_word}.",
    "EVENT_FORMAT": "“{text}” không phải mã của một lượt cập nhật. Chép đủ 36 ký tự như trong nhật ký của tỉnh.",
    "EVENT_ACCEPTED": "Lượt cập nhật {event} tỉnh đã nhận nên không từ chối được nữa.",
    "EVENT_NOT_ACCEPTED": "Lượt cập nhật {event} đã bị từ chối từ trước, không cần làm gì thêm.",
    "REFUSAL_REASON": "Chưa ghi lý do từ chối. Ghi một câu để cán bộ ở quầy đọc được.",
}


def sentence(problem: MotcuaError) -> str:
    """Return the Vietnamese sentence of an error, one line; the code itself when there is none."""
    return say(problem.code, problem.facts, problem.field)


def say(code: str, facts: dict[str, Any], field: str | None = None) -> str:
    """Return the sentence of a code with its facts; used for verdicts of the province too.

    A province's operator who refuses by hand gives a reason in words, which comes among the facts of BODY_INVALID.
    """
    if code == "BODY_INVALID":
        code = "BY_HAND" if "by_hand" in facts else "AT_WRONG" if facts.get("field") == "at" else code
    template = SENTENCES.get(code)
    if template is None:
        return code
    words = {name: _plain(value) for name, value in facts.items()}
    words.setdefault("field", field or "")
    words |= _derived(facts, field)
    try:
        return template.format(**words)
    except KeyError:
        # A relay of another version may send other facts; the sentence's beginning still says what happened.
        return template.partition(":")[0].partition("{")[0].strip() + "."


def migrating(done: int, total: int) -> str:
    """Return how far a store is on its way to a new revision."""
    return f"Đang đưa kho lên đời mới: {100 * done // total} %."


def act_word(kind: str) -> str:
    """Return how a history calls an event; one sentence for all kinds of a newer program."""
    return ACTS.get(kind, _NEWER_ACT)


def field_word(path: str) -> str:
    """Return how a sentence names a field: `applicant.phone` → `điện thoại của người nộp`."""
    parts = [part for part in path.split(".") if not part.isdigit()]
    known = [FIELDS[part] for part in parts if part in FIELDS]
    if not known or parts[-1] not in FIELDS:
        return f"“{path}”"
    owner = known[-2] if len(known) > 1 and parts[-2] in ("applicant", "owner") else None
    return f"{known[-1]} của {owner}" if owner else known[-1]


def damage(facts: Mapping[str, Any]) -> str:
    """Return what is wrong with a store, of the facts of STORE_BROKEN (`models.seals.damage`)."""
    return _DAMAGE.get(str(facts.get("kind")), "có chỗ không đọc được").format(**facts)


def way_out(facts: Mapping[str, Any]) -> str:
    """Return how a desk whose store is damaged works again: of its newest good `copy`, or without one."""
    if "copy" not in facts:
        return "Tắt Một Cửa rồi chạy motcua doctor: lệnh ấy nói bản sao lưu nào còn tốt và cách phục hồi."
    if facts["copy"] is None:
        return (
            "Trong thư mục dữ liệu không có bản sao lưu nào còn tốt: phục hồi bản ở nơi khác (motcua restore TỆP); "
            "đã nối với tỉnh thì xin mã mời cho chính quầy này rồi chạy motcua enrol. Kho hỏng được giữ lại bên cạnh."
        )
    return f'Phục hồi bản sao lưu gần nhất còn tốt: motcua restore "{facts["copy"]}". Kho hỏng được giữ lại bên cạnh.'


def _derived(facts: dict[str, Any], field: str | None) -> dict[str, str]:
    words = {
        "field_word": field_word(str(facts.get("field") or field or "")),
        "damage": damage(facts),
        "way_out": way_out(facts),
    }
    if "by_hand" in facts:
        words["by_hand"] = str(facts["by_hand"]).rstrip(" .")
    if facts.get("day") in _WEEKDAYS:
        words["day"] = _WEEKDAYS[facts["day"]]
    for name, above in (("needed", 1024**2 - 1), ("free", 0)):  # bytes, said in MB: never too few, never too many
        if isinstance(facts.get(name), int):
            words[name] = f"{(facts[name] + above) // 1024**2:,}".replace(",", ".")
    words["state_word"] = STATES.get(str(facts.get("state")), str(facts.get("state"))).lower()
    words["act_word"] = ACTS.get(str(facts.get("act")), str(facts.get("act"))).lower()
    why = str(facts.get("why") or facts.get("reason") or "")
    if why in SENTENCES:
        words["why_word"] = SENTENCES[why].partition(":")[2].strip(" .") or why
    else:
        words["why_word"] = _WHY.get(why) or _REASONS.get(why) or ("chưa đúng dạng" if why.islower() else why)
    return words


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(VN):%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, MotcuaError):
        return sentence(value)
    if isinstance(value, tuple):
        return " ".join(map(_plain, value)).removesuffix(".")
    return "không rõ" if value is None else str(value)
