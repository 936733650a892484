/* MotCua.exe and bin\motcua.exe: start the newest complete version of the program that lies beside them.
 *
 * An installation is whole at any instant because a version's folder gets its name, app-<version>, by one rename when
 * everything is in it; this program only has to take the highest. Python runs inside this very process, so that
 * `sys.executable` followed by words is the command, the task bar shows one program, and antivirus sees no unpacking.
 *
 * Built twice from this file: with CONSOLE for bin\motcua.exe, without for MotCua.exe, which has a window only.
 */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#include <shellapi.h>

#define LONGEST 32768

#ifdef FROZEN /* as PyInstaller makes it (build.ps1): a program of its own in the version's folder */
#ifdef CONSOLE
#define HEART L"console.exe"
#else
#define HEART L"window.exe"
#endif
#else
#define HEART L"python313.dll"
#endif

typedef int (*PythonMain)(int, wchar_t **);

static wchar_t root[LONGEST], newest_heart[LONGEST + 64];

static int stop(const wchar_t *sentence) {
    static wchar_t text[2 * LONGEST];
    _snwprintf(text, 2 * LONGEST - 1,
               L"%ls\n\nThư mục: %ls\n\nChạy lại tệp cài đặt MotCua-…-setup.exe. Hồ sơ đã lưu vẫn còn nguyên trên máy này.",
               sentence, root);
#ifdef CONSOLE
    char bytes[4 * LONGEST];
    int length = WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
    DWORD written;
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
    if (!WriteConsoleW(out, text, (DWORD)wcslen(text), &written, NULL) && length > 0)
        WriteFile(out, bytes, (DWORD)length - 1, &written, NULL);
#else
    MessageBoxW(NULL, text, L"Một Cửa", MB_OK | MB_ICONERROR);
#endif
    return 3;
}

/* Compare "0.10.1" with "0.9" part by part, as numbers; a missing part is lower than any. */
static int compare(const wchar_t *a, const wchar_t *b) {
    for (;;) {
        if (!*a || !*b) return (*a != 0) - (*b != 0);
        wchar_t *a_end, *b_end;
        unsigned long x = wcstoul(a, &a_end, 10), y = wcstoul(b, &b_end, 10);
        if (x != y) return x < y ? -1 : 1;
        a = *a_end == L'.' ? a_end + 1 : a_end;
        b = *b_end == L'.' ? b_end + 1 : b_end;
    }
}

static int is_version(const wchar_t *text) { return *text && wcsspn(text, L"0123456789.") == wcslen(text); }

/* Find the newest app-<version> with a heart in it; false when there is none. */
static int find_newest(void) {
    wchar_t pattern[LONGEST + 8], newest[MAX_PATH] = L"";
    WIN32_FIND_DATAW found;
    _snwprintf(pattern, LONGEST + 7, L"%ls\\app-*", root);
    HANDLE search = FindFirstFileW(pattern, &found);
    if (search == INVALID_HANDLE_VALUE) return 0;
    do {
        const wchar_t *version = found.cFileName + 4;
        if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) || !is_version(version)) continue;
        if (*newest && compare(version, newest) <= 0) continue;
        wchar_t candidate[LONGEST + 64];
        _snwprintf(candidate, LONGEST + 63, L"%ls\\app-%ls\\" HEART, root, version);
        if (GetFileAttributesW(candidate) == INVALID_FILE_ATTRIBUTES) continue;
        wcscpy(newest, version);
        wcscpy(newest_heart, candidate);
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return *newest != 0;
}

static void up(wchar_t *path) {
    wchar_t *cut = wcsrchr(path, L'\\');
    if (cut) *cut = 0;
}

#ifdef FROZEN
/* Run the program with the words given to this one, wait for it, end as it ended. */
static int begin(void) {
    STARTUPINFOW own;
    PROCESS_INFORMATION program;
    DWORD status = 3;
    GetStartupInfoW(&own);
    if (!CreateProcessW(newest_heart, GetCommandLineW(), NULL, NULL, TRUE, 0, NULL, NULL, &own, &program)) return -1;
    WaitForSingleObject(program.hProcess, INFINITE);
    GetExitCodeProcess(program.hProcess, &status);
    return (int)status;
}
#else
/* Run Python in this process on start.pyc, with the words given to this one. */
static int begin(void) {
    static wchar_t start[LONGEST + 64];
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    HMODULE python = LoadLibraryExW(newest_heart, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    PythonMain run_python = python ? (PythonMain)(void *)GetProcAddress(python, "Py_Main") : NULL;
    if (!run_python) return -1;
    wcscpy(start, newest_heart);
    up(start);
    wcscat(start, L"\\start.pyc");
    /* -I: nothing of another Python on this PC is heard; -B: nothing is ever written into the program's folder. */
    wchar_t *fixed[] = {words[0], L"-I", L"-B", L"-X", L"utf8", start};
    const int before = sizeof fixed / sizeof *fixed;
    wchar_t **given = calloc((size_t)(before + count), sizeof *given);
    if (!given) return -1;
    memcpy(given, fixed, sizeof fixed);
    memcpy(given + before, words + 1, (size_t)(count - 1) * sizeof *given);
    return run_python(before + count - 1, given);
}
#endif

static int run(void) {
    GetModuleFileNameW(NULL, root, LONGEST);
    up(root);
#ifdef CONSOLE
    up(root); /* it lies in bin\ */
#endif
    if (!find_newest()) return stop(L"Không tìm thấy chương trình Một Cửa trong thư mục của nó.");
    int status = begin();
    if (status != -1) return status;
    return stop(L"Không mở được chương trình Một Cửa: có tệp bị thiếu hoặc bị phần mềm diệt vi-rút giữ lại.");
}

#ifdef CONSOLE
int wmain(void) { return run(); }
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, wchar_t *line, int show) {
    (void)self, (void)before, (void)line, (void)show;
    return run();
}
#endif
