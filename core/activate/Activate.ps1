# Activates a Python environment in PowerShell: "& bin/Activate.ps1". "deactivate" undoes all of it.

# The environment that is active in this session, whoever made it, goes first.
if ((Test-Path -LiteralPath Function:deactivate) -and
    (Test-Path -LiteralPath 'Variable:_OLD_VIRTUAL_VALUES', 'Variable:_OLD_VIRTUAL_PATH', 'Env:_OLD_VIRTUAL_PATH') -contains $true) {
    deactivate -NonDestructive
}

# An empty variable is put back as one that is not set before PowerShell 7.5, which has none.
function global:deactivate ([switch] $NonDestructive) {
    if (Get-Variable -Name _OLD_VIRTUAL_VALUES -Scope Global -ErrorAction Ignore) {
        foreach ($old in $global:_OLD_VIRTUAL_VALUES.GetEnumerator()) {
            if ($null -eq $old.Value) {
                Remove-Item -LiteralPath "Env:$($old.Key)" -ErrorAction Ignore
            } else {
                [Environment]::SetEnvironmentVariable($old.Key, $old.Value)
            }
        }
        Remove-Variable -Name _OLD_VIRTUAL_VALUES -Scope Global
    }
    if (Test-Path -LiteralPath Function:_OLD_VIRTUAL_PROMPT) {
        Copy-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT -Destination Function:prompt
        Remove-Item -LiteralPath Function:_OLD_VIRTUAL_PROMPT
    }
    if (-not $NonDestructive) {
        Remove-Item -LiteralPath Function:deactivate
    }
}

# Not @{}, to which "foo" and "FOO" are one key.
$global:_OLD_VIRTUAL_VALUES = New-Object -TypeName System.Collections.Hashtable
'PATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT'@each-name@, '@name@'@end@ | ForEach-Object {
    $global:_OLD_VIRTUAL_VALUES[$_] = [Environment]::GetEnvironmentVariable($_)
}

@each-set@
$env:@name@ = @value@
@end@
@each-prepend@
$env:@name@ = (@(@value@, $env:@name@) | Where-Object { $_ }) -join [IO.Path]::PathSeparator
@end@
@each-append@
$env:@name@ = (@($env:@name@, @value@) | Where-Object { $_ }) -join [IO.Path]::PathSeparator
@end@
$env:VIRTUAL_ENV = @target@
$env:VIRTUAL_ENV_PROMPT = @prompt@
$env:PATH = (@(@bin@, $env:PATH) | Where-Object { $_ }) -join [IO.Path]::PathSeparator
Remove-Item -LiteralPath Env:PYTHONHOME -ErrorAction Ignore

if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT -and (Test-Path -LiteralPath Function:prompt)) {
    # A global one first: a copy goes to the function that is there.
    function global:_OLD_VIRTUAL_PROMPT { '' }
    Copy-Item -LiteralPath Function:prompt -Destination Function:_OLD_VIRTUAL_PROMPT
    function global:prompt {
        Write-Host -NoNewline -ForegroundColor Green (@open@ + @label@ + @close@)
        _OLD_VIRTUAL_PROMPT
    }
}
