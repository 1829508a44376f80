# Activates a Python environment in PowerShell: "& bin/Activate.ps1". "deactivate" undoes all of it.

function global:deactivate ([switch] $NonDestructive) {
    if (Get-Variable -Name _OLD_VIRTUAL_VALUES -Scope Global -ErrorAction Ignore) {
        foreach ($name in @($global:_OLD_VIRTUAL_VALUES.Keys)) {
            $value = $global:_OLD_VIRTUAL_VALUES[$name]
            if ($null -eq $value) {
                Remove-Item -LiteralPath "Env:$name" -ErrorAction Ignore
            } else {
                [Environment]::SetEnvironmentVariable($name, $value)
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

deactivate -NonDestructive

$global:_OLD_VIRTUAL_VALUES = @{}
foreach ($_virtual_name in 'PATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'VIRTUAL_ENV_PROMPT'@each-name@, '@name@'@end@) {
    $global:_OLD_VIRTUAL_VALUES[$_virtual_name] = [Environment]::GetEnvironmentVariable($_virtual_name)
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

if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT) {
    # A global one first: a copy goes to the function that is there.
    function global:_OLD_VIRTUAL_PROMPT { '' }
    Copy-Item -LiteralPath Function:prompt -Destination Function:_OLD_VIRTUAL_PROMPT
    function global:prompt {
        Write-Host -NoNewline -ForegroundColor Green (@open@ + @label@ + @close@)
        _OLD_VIRTUAL_PROMPT
    }
}
