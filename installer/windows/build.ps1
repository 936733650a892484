# Builds dist\MotCua-<version>-setup.exe on a Windows machine, with PyInstaller: powershell installer\windows\build.ps1
#
# It was written beside the build that makes the releases (installer/windows/build, on Linux) and shares its list of
# files, its launcher, its installer script and its pinned wheels. NOT YET RUN ON A WINDOWS MACHINE: whoever runs it
# first finds out what is missing, and mends it here.
# Needs: Python 3.13 (py -3.13), NSIS 3.08 or newer (makensis), MSYS2's mingw64 gcc and windres on the PATH, git.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")
$built = "build\windows-native"
$python = "$built\env\Scripts\python.exe"

# SIGN HERE: the first lines of a build that signs. pack.py signs with osslsigncode (MOTCUA_SIGN_PKCS12, …); for a
# certificate in Windows's own store or on a token, let this function sign, and it will be called for every program of
# ours in the version's folder. Launchers, uninstaller and installer are signed by pack.py's own `sign`.
function Sign([string]$path) {
    # signtool sign /n "…" /fd sha256 /tr <time stamp server> /td sha256 $path
}

if (-not (Test-Path $python)) { py -3.13 -m venv "$built\env" }
# The very wheels of the Linux build, by digest; PyInstaller beside them, by digest too.
& $python -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r installer\windows\wheels.txt
& $python -m pip install --quiet --no-deps --only-binary :all: --require-hashes -r installer\tools.lock
& $python -m installer.icon $built
& $python -m installer.windows.side "$built\side.bmp"
& $python -m PyInstaller --noconfirm --clean --distpath $built --workpath "$built\work" installer\windows\motcua.spec
Sign "$built\app\window.exe"
Sign "$built\app\console.exe"
# Licences, guides, launchers and the installer: the same lines as on Linux.
& $python installer\windows\build --frozen "$built\app"
