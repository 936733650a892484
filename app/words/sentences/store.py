"""What is wrong with the store, its key, its copies, a disk or a file, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SENTENCES = {
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
