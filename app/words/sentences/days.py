"""What is wrong with a date, a term, the hours of a centre or its holidays."""

from __future__ import annotations

SENTENCES = {
    "TIME_FORMAT": "“{text}” không phải thời điểm. Ghi như 2026-11-23T08:15:00+07:00.",
    "DATE_FORMAT": "“{text}” không phải ngày. Ghi như 2026-11-23.",
    "DAY_AHEAD": "Ngày {day} chưa tới nên chưa chốt được. Xem lại ngày, và giờ của máy này.",
    "TERM_UNKNOWN": "“{text}” không phải thời hạn. Ghi như 5 ngày làm việc, 30 ngày, 4 giờ làm việc, 2 tháng, "
    "trong ngày.",
    "TERM_NONE": "“{text}” không định độ dài nên không tính được ngày hẹn. Cán bộ tự hẹn ngày trả.",
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
    "CALENDAR_FILE": "Tệp “{name}” phải là .xlsx, .xls, .csv hoặc .json.",
    "CALENDAR_ENCODING": "Tệp lịch nghỉ không đọc được chữ từ dòng {line}. Lưu lại với mã UTF-8.",
    "CALENDAR_EMPTY": "Tệp lịch nghỉ không có ngày nào.",
    "CALENDAR_LINE": "Lịch nghỉ sai ở dòng {line}, cột {column}: {why_word}. Chưa nhận gì từ tệp này.",
    "CALENDAR_DAY_TWICE": "Lịch nghỉ ghi ngày {date} hai lần, ở dòng {other} và dòng {line}. Chưa nhận gì từ tệp này.",
}
