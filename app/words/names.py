"""What states, acts, forms, sync states, papers and fields are called."""

from __future__ import annotations

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
    "no_papers": "lý do không có giấy tờ",
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
