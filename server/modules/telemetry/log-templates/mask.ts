/**
 * A log line as the parts that templates are made of: what varies from one line to the next is taken out first. All of
 * it is linear in a line whose length is bounded.
 */
import { parameterise } from '../grouping/parameterise.ts'

/** Where something was taken out of a line. Never in what was sent, so that nobody can forge one. */
export const gap = '\u0001'
/** A part of a template that lines were seen to differ in. */
export const anything = '\u0002'

const marks = new RegExp(`[${gap}${anything}]`, 'g')
/** As `parameterise` writes them. */
const placeholder = new RegExp(`${gap}<[a-z]{1,12}>`, 'g')

/** Characters of a line that are looked at. */
export const maxLineLength = 4_096
/** Parts of a template; what comes after them does not count. */
export const maxParts = 40
/** How much `parameterise` gives at most; what ends there may be half a word. */
const maxMasked = 300

/** Empty for a line that says nothing but numbers and marks: it belongs nowhere. */
export function partsOf(line: string): string[] {
  const text = prepared(line.slice(0, maxLineLength))
  const masked = parameterise(text)
  const words = masked.split(' ').filter(Boolean)
  if (masked.length >= maxMasked && words.length > 1) words.pop()
  const parts = withoutRuns(words.map(shapeOf)).slice(0, maxParts)
  return parts.some(hasWord) ? parts : []
}

/** Two letters in a row that are not a placeholder: the fixed text of a template. */
export const hasWord = (part: string) => /\p{L}{2}/u.test(part)

/** As people read it. */
export const templateText = (parts: readonly string[]) =>
  parts.map((part) => part.replaceAll(gap, '<*>').replaceAll(anything, '<*>')).join(' ')

/** Forms that log lines have and messages of errors have not, brought into ones that the parameteriser knows. */
function prepared(text: string): string {
  return text
    .replace(marks, '\uFFFD')
    .replace(/"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|CONNECT|TRACE) [^"\n]{0,2000}"/g, '$1 http://request')
    .replace(/(?<![\w.])(\d{1,20}(?:[.,]\d{1,20})?) B(?!\w)/g, '$1 KB')
    .replace(/<(?=\d{1,6} (?:sec|ms|s)(?!\w))/g, '')
}

/** One word with a gap where it varies: `blk_-1608` and `(uid=0)` become `blk`+gap and `(uid=`+gap+`)`. */
function shapeOf(word: string): string {
  const text = word
    .replace(placeholder, gap)
    .replace(/\d{1,300}|\*{2,300}/g, gap)
    .replace(/(?<![A-Za-z])(?:[A-Fa-f]{8}){1,8}(?![A-Za-z])/g, gap)
    .replace(/=(?:true|false|null|nil|none|yes|no|on|off)(?![\w.-])/gi, `=${gap}`)
    .replace(/^(?:true|false|null|nil|none)(?=[,.;:)\]]{0,3}$)/i, gap)
  const at = text.indexOf(gap)
  if (at < 0) return text
  const before = text.slice(0, at).replace(/[-+_.#/:@~*$\\]{1,300}$/, '')
  const after = /[)\]},.;:>"']{0,3}$/.exec(text)?.[0] ?? ''
  return `${before}${gap}${after}`
}

/** A list of numbers is one gap, however long it is. */
function withoutRuns(parts: readonly string[]): string[] {
  const isBare = (part: string | undefined) => part === gap || part === `${gap},`
  return parts.flatMap((part, index) => (isBare(part) && isBare(parts[index + 1]) ? [] : [part]))
}
