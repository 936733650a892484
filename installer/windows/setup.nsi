; The installer: one file, one user, no administrator's right, Vietnamese. Compiled by pack.py.
;
; Silent use, for a province that installs a hundred communes:
;   MotCua-<version>-setup.exe /S [/NODESKTOP] [/SETUP=FILE] [/D=FOLDER]
;   /S         no window at all            /NODESKTOP  no entry on the desktop
;   /SETUP=    `motcua setup FILE` after installing; what that says is kept in %TEMP%\MotCua-setup.txt
;   /D=        the program's folder; the last word, without quotes (an installed program stays where it is)
; Exit codes: 0 installed · 1, 2 as `motcua setup` ended, or, with no /SETUP, cancelled by somebody or stopped ·
;   3 no room on the disk, or files could not be written · 4 a newer version is installed · 5 the running program could
;   not be closed · 6 it is installed in another folder · 7 another installation is running · 8 Windows is too old ·
;   9 the file named by /SETUP= is not there. After 3 to 9 nothing has changed on this PC.
;
; How files are laid, so that a kill or a power cut at any instant leaves the old or the new version, whole: all of a
; version goes into incoming-app, is counted and written out to the disk, and becomes app-<version> by one rename.
; Launchers take the highest app-<version>; they are the same from version to version and are replaced, each by one
; rename, only then. Older versions get another name first, old-…, by which no launcher finds them, and are removed
; after that. So no file of an older version can ever be mixed with a newer one. What a killed installation left
; behind (incoming-…, old-…) goes at the beginning of the next.
;
; The officer's data lie elsewhere (%LOCALAPPDATA%\MotCua) and are touched by nothing here.

Unicode true
; VERSION, NUMBERS, FILES, BYTES, KILOBYTES, SETUP, ICON, SIDE and the guides' places come from pack.py.
!include "${BUILT}/given.nsh"
!ifndef X86 ; NSIS as its makers hand it out for Windows has 32 bit stubs only
  Target amd64-unicode
!endif
ManifestDPIAware true
ManifestLongPathAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 32
CRCCheck force
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include WordFunc.nsh
!include words.nsh

Name "Một Cửa"
OutFile "${SETUP}"
InstallDir "$LOCALAPPDATA\Programs\MotCua"
BrandingText "Một Cửa ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1066 ProductName "Một Cửa"
VIAddVersionKey /LANG=1066 FileDescription "Cài đặt Một Cửa"
VIAddVersionKey /LANG=1066 CompanyName "Một Cửa"
VIAddVersionKey /LANG=1066 LegalCopyright "Một Cửa"
VIAddVersionKey /LANG=1066 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1066 ProductVersion "${VERSION}"

!define REMOVAL "Software\Microsoft\Windows\CurrentVersion\Uninstall\MotCua"
!define MENU "$SMPROGRAMS\Một Cửa"
!define REPLACE_AND_WAIT 9 ; MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH

Var Target        ; the new version's folder name, app-0.2.0 or, at a further time, app-0.2.0.1
Var First         ; 1 when nothing was installed before
Var Answers       ; the file named by /SETUP=

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_CUSTOMFUNCTION_ABORT OnCancelled
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenInstalled
!define MUI_PAGE_HEADER_SUBTEXT "${WORDS_WHERE}"
!insertmacro MUI_PAGE_DIRECTORY
!define MUI_PAGE_HEADER_SUBTEXT "${WORDS_INSTALLING}"
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\MotCua.exe"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_PAGE_HEADER_SUBTEXT "${WORDS_REMOVING}"
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE Vietnamese

!ifdef SIGN
  ; The uninstaller is written into the installer, so it is signed before that (see `sign` in pack.py).
  !uninstfinalize '${SIGN} "%1"'
!endif

; Says a sentence, unless silent, and ends with an exit code.
!macro StopWith code sentence
  SetErrorLevel ${code}
  MessageBox MB_OK|MB_ICONSTOP "${sentence}" /SD IDOK
  Quit
!macroend
!define StopWith "!insertmacro StopWith"

; ---------------------------------------------------------------------------------------------- before anything

Function .onInit
  System::Call 'kernel32::CreateMutexW(p 0, i 1, w "MotCua-setup") p.r0 ?e'
  Pop $1
  ${If} $1 = 183 ; ERROR_ALREADY_EXISTS
    ${StopWith} 7 "${WORDS_TWICE}"
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    ${StopWith} 8 "${WORDS_WINDOWS}"
  ${EndIf}
  ReadRegStr $0 HKLM "Software\Microsoft\Windows NT\CurrentVersion" CurrentBuildNumber
  ${If} $0 < 17763
    ${StopWith} 8 "${WORDS_WINDOWS}"
  ${EndIf}

  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/SETUP=" $Answers
  ${If} ${Errors} ; "/SETUP=C:\a folder\file.json", quoted as a whole, as PowerShell and Wine do
    ClearErrors
    ${WordFind2X} $0 '"/SETUP=' '"' "E+1" $Answers
  ${EndIf}
  ${If} ${Errors}
    StrCpy $Answers ""
  ${Else}
    GetFullPathName $Answers "$Answers"
    ${IfNot} ${FileExists} "$Answers"
      ${StopWith} 9 "${WORDS_NO_ANSWERS}"
    ${EndIf}
  ${EndIf}

  ; One program, one place: a second copy in another folder would open the same data with another version.
  ReadRegStr $0 HKCU "${REMOVAL}" InstallLocation
  StrCpy $First 1
  ${If} $0 != ""
  ${AndIf} ${FileExists} "$0\app-*"
    StrCpy $First 0
    ${If} $INSTDIR == "$LOCALAPPDATA\Programs\MotCua"
      StrCpy $INSTDIR $0
    ${ElseIf} $INSTDIR != $0
      ${StopWith} 6 "${WORDS_ELSEWHERE}"
    ${EndIf}
  ${EndIf}
  Call RefuseOlder
FunctionEnd

Function SkipWhenInstalled
  ${If} $First = 0
    Abort
  ${EndIf}
FunctionEnd

Function OnCancelled
  SetErrorLevel 1
FunctionEnd

; Put into $R0 to $R3 the numbers of the version in $0 ("0.2.0.1").
!macro Numbers
  ${WordFind} "$0.0.0.0." "." "+1" $R0
  ${WordFind} "$0.0.0.0." "." "+2" $R1
  ${WordFind} "$0.0.0.0." "." "+3" $R2
  ${WordFind} "$0.0.0.0." "." "+4" $R3
!macroend

; Refuses to put this version under a newer one; leaves in $Target the name this version will have.
Function RefuseOlder
  StrCpy $Target "app-${VERSION}"
  StrCpy $4 0 ; the highest further time of this version
  FindFirst $1 $2 "$INSTDIR\app-*"
  ${DoWhile} $2 != ""
    StrCpy $0 $2 "" 4
    !insertmacro Numbers
    ${VersionCompare} "$R0.$R1.$R2" "${VERSION}" $3
    ${If} $3 = 1
      FindClose $1
      StrCpy $0 "$R0.$R1.$R2"
      ${StopWith} 4 "${WORDS_NEWER}"
    ${EndIf}
    ${If} $3 = 0
    ${AndIf} $R3 >= $4
      IntOp $4 $R3 + 1
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  ${If} $4 > 0
    StrCpy $Target "app-${VERSION}.$4"
  ${EndIf}
FunctionEnd

; --------------------------------------------------------------------------- what setup and uninstaller both do

!macro Common un
Function ${un}CloseProgram
  DetailPrint "${WORDS_CLOSING}"
  InitPluginsDir
  File "/oname=$PLUGINSDIR\steps.exe" "${BUILT}/steps.exe"
  nsExec::Exec '"$PLUGINSDIR\steps.exe" close "$INSTDIR"'
  Pop $0
  ${If} $0 != 0
    ${StopWith} 5 "${WORDS_STILL_RUNNING}"
  ${EndIf}
FunctionEnd

; Remove every folder whose name begins with $0: what a killed installation left behind, or what was renamed to go.
Function ${un}RemoveAll
  FindFirst $1 $2 "$INSTDIR\$0*"
  ${DoWhile} $2 != ""
    RMDir /r "$INSTDIR\$2"
    FindNext $1 $2
  ${Loop}
  FindClose $1
FunctionEnd
!macroend
!insertmacro Common ""
!insertmacro Common "un."

; ------------------------------------------------------------------------------------------------------ install

Function NothingChanged
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\incoming-app"
  RMDir /r "$INSTDIR\incoming-launchers"
  RMDir "$INSTDIR" ; only where it is empty
FunctionEnd

Function .onInstFailed
  Call NothingChanged
  SetErrorLevel 3
FunctionEnd

; Move incoming-launchers\$0 to $1, over what is there, by one rename. A running file cannot be replaced: try for 10 s.
; The launcher that is there starts the new version as well, so that an upgrade does not fail here.
Function Place
  StrCpy $3 0
  ${Do}
    System::Call 'kernel32::MoveFileExW(w "$INSTDIR\incoming-launchers\$0", w "$INSTDIR\$1", i ${REPLACE_AND_WAIT}) i.r2'
    IntOp $3 $3 + 1
    ${If} $2 <> 0
    ${OrIf} $3 >= 20
      ${ExitDo}
    ${EndIf}
    Sleep 500
  ${Loop}
FunctionEnd

Section
  Call CloseProgram
  StrCpy $0 "incoming-"
  Call RemoveAll
  StrCpy $0 "old-"
  Call RemoveAll

  ; Room for the whole new version beside the old one, and 50 MB for the desk's own work meanwhile.
  SetOutPath "$INSTDIR"
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l.r0, p 0, p 0) i.r1'
  ${If} $1 <> 0
    System::Int64Op $0 / 1024
    Pop $0
    IntOp $2 ${KILOBYTES} + 51200
    System::Int64Op $0 < $2
    Pop $3
    ${If} $3 = 1
      Call NothingChanged
      IntOp $2 $2 / 1024
      ${StopWith} 3 "${WORDS_NO_ROOM}"
    ${EndIf}
  ${EndIf}

  DetailPrint "${WORDS_COPYING}"
  ClearErrors
  SetDetailsPrint none ; the names of two thousand files tell nobody anything
  !include "${BUILT}/files.nsh"
  SetOutPath "$INSTDIR\incoming-launchers"
  File "/oname=window.exe" "${BUILT}/MotCua.exe"
  File "/oname=console.exe" "${BUILT}/console/motcua.exe"
  WriteUninstaller "$INSTDIR\incoming-launchers\uninstall.exe"
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    Goto not_written
  ${EndIf}
  ${GetSize} "$INSTDIR\incoming-app" "/S=0B" $0 $1 $2
  ${If} $0 <> ${BYTES}
  ${OrIf} $1 <> ${FILES}
    Goto not_written
  ${EndIf}
  nsExec::Exec '"$PLUGINSDIR\steps.exe" settle "$INSTDIR\incoming-app"'
  Pop $0
  ${If} $0 != 0
    Goto not_written
  ${EndIf}
  ClearErrors
  Rename "$INSTDIR\incoming-app" "$INSTDIR\$Target"
  ${If} ${Errors}
    Goto not_written
  ${EndIf}
  SetDetailsPrint both

  ; From here on the new version is the one that starts.
  CreateDirectory "$INSTDIR\bin"
  StrCpy $0 "console.exe"
  StrCpy $1 "bin\motcua.exe"
  Call Place
  StrCpy $0 "window.exe"
  StrCpy $1 "MotCua.exe"
  Call Place
  StrCpy $0 "uninstall.exe"
  StrCpy $1 "uninstall.exe"
  Call Place
  RMDir /r "$INSTDIR\incoming-launchers"
  Call RemoveOlder
  Call Register
  Return

not_written:
  Call NothingChanged
  ${StopWith} 3 "${WORDS_NOT_WRITTEN}"
SectionEnd

; Older versions get another name before they are removed: no launcher must find one with half its files.
Function RemoveOlder
  FindFirst $1 $2 "$INSTDIR\app-*"
  ${DoWhile} $2 != ""
    ${If} $2 != $Target
      Rename "$INSTDIR\$2" "$INSTDIR\old-$2"
    ${EndIf}
    FindNext $1 $2
  ${Loop}
  FindClose $1
  StrCpy $0 "old-"
  Call RemoveAll
FunctionEnd

Function Register
  WriteRegStr HKCU "${REMOVAL}" DisplayName "Một Cửa"
  WriteRegStr HKCU "${REMOVAL}" DisplayVersion "${VERSION}"
  WriteRegStr HKCU "${REMOVAL}" Publisher "Một Cửa"
  WriteRegStr HKCU "${REMOVAL}" DisplayIcon "$INSTDIR\MotCua.exe"
  WriteRegStr HKCU "${REMOVAL}" InstallLocation "$INSTDIR"
  WriteRegStr HKCU "${REMOVAL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${REMOVAL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${REMOVAL}" EstimatedSize ${KILOBYTES}
  WriteRegDWORD HKCU "${REMOVAL}" NoModify 1
  WriteRegDWORD HKCU "${REMOVAL}" NoRepair 1
  SetOutPath "$INSTDIR" ; where shortcuts start their program
  CreateDirectory "${MENU}"
  CreateShortCut "${MENU}\Một Cửa.lnk" "$INSTDIR\MotCua.exe"
  CreateShortCut "${MENU}\Tập huấn Một Cửa.lnk" "$INSTDIR\MotCua.exe" "demo"
  Delete "${MENU}\Hướng dẫn*.lnk"
  !ifdef GUIDE_OFFICER
    CreateShortCut "${MENU}\Hướng dẫn cán bộ.lnk" "$INSTDIR\$Target\${GUIDE_OFFICER}"
  !endif
  !ifdef GUIDE_TECHNICIAN
    CreateShortCut "${MENU}\Hướng dẫn kỹ thuật.lnk" "$INSTDIR\$Target\${GUIDE_TECHNICIAN}"
  !endif
  ; Who took the entry off the desktop does not want it back with each upgrade.
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/NODESKTOP" $1
  ${If} ${Errors}
  ${AndIf} $First = 1
    CreateShortCut "$DESKTOP\Một Cửa.lnk" "$INSTDIR\MotCua.exe"
  ${EndIf}
FunctionEnd

Section
  ${If} $Answers != ""
    DetailPrint "${WORDS_SETTING_UP}"
    ; Through the command processor, for what the program says is UTF-8 and goes into the file as it is.
    nsExec::Exec '"$SYSDIR\cmd.exe" /c ""$INSTDIR\bin\motcua.exe" setup "$Answers" >"$TEMP\MotCua-setup.txt" 2>&1"'
    Pop $0
    ${If} $0 != 0
      ${If} $0 == "error"
        StrCpy $0 1
      ${EndIf}
      SetErrorLevel $0
      MessageBox MB_OK|MB_ICONEXCLAMATION "${WORDS_SETUP_FAILED}" /SD IDOK
    ${EndIf}
  ${EndIf}
SectionEnd

; ---------------------------------------------------------------------------------------------------- uninstall

Section Uninstall
  Call un.CloseProgram
  SetOutPath "$TEMP"
  Delete "${MENU}\*.lnk"
  RMDir "${MENU}"
  Delete "$DESKTOP\Một Cửa.lnk"
  StrCpy $0 "app-"
  Call un.RemoveAll
  StrCpy $0 "incoming-"
  Call un.RemoveAll
  StrCpy $0 "old-"
  Call un.RemoveAll
  Delete "$INSTDIR\bin\motcua.exe"
  RMDir "$INSTDIR\bin"
  Delete "$INSTDIR\MotCua.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; what somebody else put there stays
  DeleteRegKey HKCU "${REMOVAL}"
  MessageBox MB_OK|MB_ICONINFORMATION "${WORDS_DATA_STAY}" /SD IDOK
SectionEnd
