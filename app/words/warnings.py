"""What an officer is asked to look at; nothing is blocked by it."""

from __future__ import annotations

WARNINGS = {
    "ID_PROVINCE": "Ba số đầu của số định danh không có trong danh mục tỉnh. Nhìn lại thẻ.",
    "ID_ABROAD": "Số định danh đăng ký tại nước ngoài.",
    "ID_SEX": "Số định danh và giới tính không khớp nhau. Nhìn lại thẻ.",
    "ID_BIRTH_YEAR": "Số định danh và năm sinh không khớp nhau. Nhìn lại thẻ.",
    "NAME_ODD": "Tên có ký hiệu, chữ số hoặc dấu mà tên trên thẻ không có. Nhìn lại giấy tờ rồi sửa.",
    "BIRTH_DATE_MISSING": "Thẻ không ghi ngày sinh.",
    "PASSPORT_DIGITS": "Số này chỉ có thể là hộ chiếu nước ngoài; số định danh có 12 chữ số. Nhìn lại giấy tờ.",
    "BIRTH_YEAR_ONLY": "Thẻ chỉ ghi năm sinh.",
    "CARD_NO_ISSUE_DATE": "Thẻ không ghi ngày cấp.",
    "ISSUED_BEFORE_BIRTH": "Ngày cấp trước ngày sinh. Nhìn lại thẻ.",
    "NUMBERS_SKIPPED": "Kho này là bản cũ đưa trở lại, nên số đi tiếp sau mọi số có thể đã in. Xem các số bỏ qua bằng "
    "lệnh motcua numbers.",
    "BLANK_ORDER": "Giờ ghi trên tờ này không theo thứ tự số tờ trong ngày. Nhìn lại số và giờ; nếu đúng thì số thứ tự "
    "trong sổ vẫn theo số tờ.",
    "DUE_ON_PAPER": "Hẹn trả trên giấy viết tay khác cách tính của máy. Giữ theo giấy công dân đang cầm.",
    "PAPER_LETTERS": "Có chữ hoặc ký hiệu mà giấy không in được, sẽ hiện thành ô vuông. Ghi lại bằng chữ La-tinh.",
    "SUPPLEMENT_SECOND": "Hồ sơ này đã yêu cầu bổ sung một lần. Yêu cầu lần nữa thì Cổng Dịch vụ công quốc gia tính là "
    "trễ hạn (QĐ 766/QĐ-TTg).",
    "EXTENSION_LIMIT": "Hồ sơ này đã gia hạn đủ số lần trung tâm đặt. Gia hạn thêm phải có căn cứ.",
}
