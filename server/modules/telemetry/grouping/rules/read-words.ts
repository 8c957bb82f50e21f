/** One line of rules as words. */
import type { RuleError } from './rule.ts'

export type Word = { text: string; column: number; isQuoted: boolean }

/**
 * Words are parted by white space. What stands in quotes, or between `{{` and `}}`, stays together; `""` in quotes is
 * one quote. A word that begins with `#` is a comment to the end of the line.
 */
export function readWords(line: string): { words: Word[]; error?: Omit<RuleError, 'line'> } {
  const words: Word[] = []
  let at = 0
  while (at < line.length) {
    if (/\s/.test(line.charAt(at))) {
      at++
      continue
    }
    if (line.charAt(at) === '#') break
    const word = readWord(line, at)
    if ('message' in word) return { words, error: word }
    words.push({ text: word.text, column: at + 1, isQuoted: word.isQuoted })
    at = word.end
  }
  return { words }
}

type Read = { text: string; isQuoted: boolean; end: number } | Omit<RuleError, 'line'>

function readWord(line: string, start: number): Read {
  let text = ''
  let isQuoted = false
  let at = start
  while (at < line.length && !/\s/.test(line.charAt(at))) {
    const opening = line.charAt(at) === '"' ? '"' : line.startsWith('{{', at) ? '{{' : undefined
    if (opening === undefined) {
      text += line.charAt(at++)
      continue
    }
    const end = opening === '"' ? endOfQuotes(line, at) : line.indexOf('}}', at) + 1
    if (end <= 0) return { column: at + 1, message: `${opening} is not closed` }
    text += opening === '"' ? line.slice(at + 1, end).replaceAll('""', '"') : line.slice(at, end + 1)
    isQuoted ||= opening === '"'
    at = end + 1
  }
  return { text, isQuoted, end: at }
}

/** Where the closing quote is; -1: nowhere. */
function endOfQuotes(line: string, start: number): number {
  let at = line.indexOf('"', start + 1)
  while (at !== -1 && line.charAt(at + 1) === '"') at = line.indexOf('"', at + 2)
  return at
}
