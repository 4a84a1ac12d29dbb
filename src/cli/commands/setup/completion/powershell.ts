/** The script for PowerShell, 5.1 or newer: the model as JSON, and a few lines that read it. */
import type { CompletedCommand } from "./model.js";

export function renderPowershell(model: readonly CompletedCommand[]): string {
  // Only a line that begins with '@ would end the text, and JSON on one line has none.
  return `# PowerShell completion for playcamp-gw. To use it, put this into $PROFILE:
#   playcamp-gw completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName playcamp-gw, playcamp-gw.cmd, playcamp-gw.ps1 -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $model = @'
${JSON.stringify(model)}
'@ | ConvertFrom-Json

    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString().Trim('"', "'") })
    $program = $before[0]
    $root = $model | Where-Object { $_.name -eq '' }
    $command = $root
    $flag = $null
    $operands = 0
    foreach ($word in ($before | Select-Object -Skip 1)) {
        if ($flag) { $flag = $null; continue }
        if ($word -like '-?*') {
            $known = @($command.flags) + @($root.flags) | Where-Object { $_.flag -eq $word } | Select-Object -First 1
            if ($known -and $null -ne $known.value) { $flag = $known }
            continue
        }
        $name = ($command.name + ' ' + $word).Trim()
        $found = $model | Where-Object { $_.name -eq $name }
        if ($found) { $command = $found } else { $operands++ }
    }

    $source = $null
    $prefix = ''
    $typed = $wordToComplete
    if ($flag) {
        $source = $flag.value
    } elseif ($wordToComplete -match '^(--[\\w-]+=)(.*)$') {
        $prefix = $Matches[1]
        $typed = $Matches[2]
        $known = @($command.flags) + @($root.flags) | Where-Object { $_.flag -eq $prefix.TrimEnd('=') } | Select-Object -First 1
        if ($known) { $source = $known.value }
    } elseif ($wordToComplete -like '-*') {
        $flags = @($command.flags) + $(if ($command.name -ne '') { @($root.flags) })
        $flags | Where-Object { $_.flag -like "$wordToComplete*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_.flag, $_.flag, 'ParameterName', $_.description)
        }
        return
    } elseif (@($command.next).Count -gt 0) {
        $command.next | Where-Object { $_.word -like "$wordToComplete*" } | ForEach-Object {
            [System.Management.Automation.CompletionResult]::new($_.word, $_.word, 'ParameterValue', $_.summary)
        }
        return
    } else {
        $all = @($command.operands)
        $at = $operands
        if ($command.repeats -and $at -ge $all.Count) { $at = $all.Count - 1 }
        if ($at -lt $all.Count) { $source = $all[$at] }
    }
    if ($null -eq $source) { return }

    $values = @($source.words)
    if ($source.ask) { $values += @(& $program completion values $source.ask '--' @before 2>$null) }
    if ($source.files) {
        $at = if ($source.files -eq 'at') { '@' } else { '' }
        $path = if ($at -and $typed.StartsWith('@')) { $typed.Substring(1) } else { $typed }
        $values += @(Get-ChildItem -Path "$path*" -ErrorAction SilentlyContinue |
            Where-Object { $source.files -ne 'folders' -or $_.PSIsContainer } |
            ForEach-Object { $at + (Resolve-Path -Relative $_.FullName) })
        if ($path) { $typed = '' }
    }
    $values | Where-Object { $_ -and $_ -like "$typed*" } | ForEach-Object {
        $text = $prefix + $_
        $quoted = if ($text -match '[\\s@]') { "'" + $text.Replace("'", "''") + "'" } else { $text }
        [System.Management.Automation.CompletionResult]::new($quoted, $_, 'ParameterValue', $_)
    }
}
`;
}
