/** The text of rules while somebody writes it. */

/** Where a place that the API tells, in lines and columns from 1, is in the text; its end where it is beyond. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n')
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0)
  const own = lines[line - 1]
  return own === undefined ? text.length : before + Math.min(column - 1, own.length)
}

/** A whole line, below that in which the caret is, or in its place where that is empty. */
export function insertLine(text: string, line: string, caret: number): { text: string; caret: number } {
  const end = text.indexOf('\n', caret) === -1 ? text.length : text.indexOf('\n', caret)
  const start = text.lastIndexOf('\n', Math.max(0, caret - 1)) + 1
  const isEmpty = text.slice(caret === 0 ? 0 : start, end).trim() === ''
  const before = isEmpty ? text.slice(0, caret === 0 ? 0 : start) : `${text.slice(0, end)}\n`
  const next = `${before}${line}`
  return { text: `${next}${text.slice(end)}`, caret: next.length }
}

/** A word at the caret, with a space before it where one is needed. */
export function insertWord(text: string, word: string, caret: number): { text: string; caret: number } {
  const before = text.slice(0, caret)
  const gap = before === '' || /\s$/.test(before) ? '' : ' '
  const next = `${before}${gap}${word}`
  return { text: `${next}${text.slice(caret)}`, caret: next.length }
}

/** Lines that say something: each is a rule, where the text can be read. */
export function countRules(text: string): number {
  return text.split('\n').filter((line) => /^\s*[^#\s]/.test(line)).length
}
