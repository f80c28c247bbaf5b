; Installs the frozen app for one user, without asking for an administrator.
; iscc /DVersion=1.2.3 build_spec\windows\backstride.iss   after   python build_spec\bootstrap.py package

#ifndef Version
  #error Say which version: /DVersion=1.2.3
#endif

[Setup]
AppId={{6F0B7C1E-5D0E-4B7E-9B52-5C2C9A6C1D77}
AppName=Backstride
AppVersion={#Version}
AppPublisher=The Backstride authors
AppPublisherURL=https://github.com/backstride/backstride
DefaultDirName={autopf}\Backstride
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SourceDir=..\..
OutputDir=dist
OutputBaseFilename=backstride-{#Version}-setup
SetupIconFile=build\icons\backstride.ico
UninstallDisplayIcon={app}\backstride.exe
LicenseFile=LICENSE
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
CloseApplications=yes

[Files]
Source: "dist\backstride\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[InstallDelete]
; Of an older version nothing may stay: a module that is gone would still be found.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{autoprograms}\Backstride"; Filename: "{app}\backstride.exe"; AppUserModelID: "io.github.backstride.Backstride"

[Registry]
; Windows knows files by what follows the last dot, so routines end in .backstride there as well as in .json.
Root: HKA; Subkey: "Software\Classes\.backstride"; ValueType: string; ValueData: "Backstride.Routine"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\.backstride"; ValueType: string; ValueName: "Content Type"; ValueData: "application/vnd.backstride.routine+json"
Root: HKA; Subkey: "Software\Classes\Backstride.Routine"; ValueType: string; ValueData: "Backstride routine"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Backstride.Routine\DefaultIcon"; ValueType: string; ValueData: "{app}\backstride.exe,0"
Root: HKA; Subkey: "Software\Classes\Backstride.Routine\shell\open\command"; ValueType: string; ValueData: """{app}\backstride.exe"" open ""%1"""

[Run]
Filename: "{app}\backstride.exe"; Description: "Open Backstride"; Flags: nowait postinstall skipifsilent
