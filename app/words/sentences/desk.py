"""What is wrong with how a centre and its desk are set up."""

from __future__ import annotations

SENTENCES = {
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
}
