/* Two steps of an installation that NSIS has no words for. It runs from the installer's own temporary folder.
 *
 *   steps close FOLDER   ends the program that runs from FOLDER: its windows are asked to close, as by their cross, and
 *                        given 20 seconds (a draft is kept, a transaction ends); what still runs is then ended, which
 *                        the store survives by design. Other programs are left alone.
 *                        Exit 0: nothing runs from FOLDER any more. 1: something does.
 *   steps settle FOLDER  waits until every file in FOLDER is on the disk, so that a power cut after the folder got its
 *                        final name finds whole files in it. Exit 0, or 1 when a file could not be written out.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#include <shellapi.h>
#include <tlhelp32.h>

#define LONGEST 32768
#define MOST 256
#define POLITE_MS 20000 /* for a program with a window */
#define SHORT_MS 3000   /* for one without: a relay, or a command that is about to end by itself */

static wchar_t folder[LONGEST];
static DWORD running[MOST];
static int count, asked;

/* Tell which folder a path leads to, whatever it is called: a short name, another drive letter, another case. */
static int identify(const wchar_t *path, BY_HANDLE_FILE_INFORMATION *which) {
    const DWORD any = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
    HANDLE open = CreateFileW(path, 0, any, NULL, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (open == INVALID_HANDLE_VALUE) return 0;
    int known = GetFileInformationByHandle(open, which);
    CloseHandle(open);
    return known;
}

/* Tell whether a program lies in FOLDER or below; the uninstaller, which runs this, is not meant. */
static int is_ours(wchar_t *path) {
    BY_HANDLE_FILE_INFORMATION here, ours;
    wchar_t *cut = wcsrchr(path, L'\\');
    if (!cut || !_wcsicmp(cut, L"\\uninstall.exe") || !identify(folder, &ours)) return 0;
    for (; cut; cut = wcsrchr(path, L'\\')) {
        *cut = 0;
        if (identify(path, &here) && here.dwVolumeSerialNumber == ours.dwVolumeSerialNumber &&
            here.nFileIndexHigh == ours.nFileIndexHigh && here.nFileIndexLow == ours.nFileIndexLow)
            return 1;
    }
    return 0;
}

static void look(void) {
    PROCESSENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
    count = 0;
    for (BOOL more = Process32FirstW(all, &entry); more && count < MOST; more = Process32NextW(all, &entry)) {
        HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, entry.th32ProcessID);
        static wchar_t path[LONGEST];
        DWORD size = LONGEST;
        if (!process) continue;
        if (QueryFullProcessImageNameW(process, 0, path, &size) && is_ours(path) &&
            WaitForSingleObject(process, 0) == WAIT_TIMEOUT)
            running[count++] = entry.th32ProcessID;
        CloseHandle(process);
    }
    CloseHandle(all);
}

static BOOL CALLBACK ask(HWND window, LPARAM unused) {
    DWORD owner = 0;
    (void)unused;
    GetWindowThreadProcessId(window, &owner);
    for (int i = 0; i < count; i++)
        if (running[i] == owner && IsWindowVisible(window)) {
            PostMessageW(window, WM_CLOSE, 0, 0);
            asked = 1;
        }
    return TRUE;
}

static int close_all(void) {
    ULONGLONG begun = GetTickCount64();
    for (look(); count; look()) {
        EnumWindows(ask, 0); /* again and again: closing a dialog uncovers the window behind it */
        if (GetTickCount64() - begun > (asked ? POLITE_MS : SHORT_MS)) break;
        Sleep(250);
    }
    for (int i = 0; i < count; i++) {
        HANDLE process = OpenProcess(PROCESS_TERMINATE | SYNCHRONIZE, FALSE, running[i]);
        if (!process) continue;
        TerminateProcess(process, 1);
        WaitForSingleObject(process, 5000);
        CloseHandle(process);
    }
    look();
    return count != 0;
}

static int settle(const wchar_t *place) {
    WIN32_FIND_DATAW found;
    wchar_t *path = HeapAlloc(GetProcessHeap(), 0, LONGEST * sizeof *path);
    int failed = 0;
    if (!path) return 1;
    _snwprintf(path, LONGEST - 1, L"%ls\\*", place);
    HANDLE search = FindFirstFileW(path, &found);
    BOOL more = search != INVALID_HANDLE_VALUE;
    for (failed = !more; more; more = FindNextFileW(search, &found)) {
        if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
        _snwprintf(path, LONGEST - 1, L"%ls\\%ls", place, found.cFileName);
        if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) {
            failed |= settle(path);
            continue;
        }
        HANDLE file = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
        failed |= file == INVALID_HANDLE_VALUE || !FlushFileBuffers(file);
        CloseHandle(file);
    }
    FindClose(search);
    HeapFree(GetProcessHeap(), 0, path);
    return failed;
}

int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, wchar_t *line, int show) {
    int words;
    wchar_t **given = CommandLineToArgvW(GetCommandLineW(), &words);
    (void)self, (void)before, (void)line, (void)show;
    if (words != 3) return 2;
    wcsncpy(folder, given[2], LONGEST - 1);
    return wcscmp(given[1], L"close") ? settle(folder) : close_all();
}
