/**
 * What a function was called before it was minified. Engines tell the short name; a map knows positions. So the place
 * where the short name is declared around the failing line is looked for in the generated code, and mapped back. Pure.
 */
import { findSegment, type ParsedMap, type Position } from './parse-map.ts'

/** In characters of generated code before the frame. */
const maxDistance = 64 * 1024
const maxCandidates = 40
/** Of candidates that look like declarations: each costs a walk from it to the frame. */
const maxWalks = 8
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]{0,199}$/u
const keywords = new Set(
  'function class const let var new async return if else for while switch get set static'.split(' '),
)

export type Place = { line: number; column: number }

/** The last word of what the engine calls it: `e` of `new e`, `Object.e` and `async e [as f]`. */
export function shortName(name: string | undefined): string | undefined {
  const word = name
    ?.slice(0, 500)
    .replace(/ \[as [^\]]{1,100}\]$/, '')
    .split(/[\s.]/)
    .at(-1)
  return word !== undefined && identifier.test(word) ? word : undefined
}

/** The original name of the function `name` that encloses a place of the generated code, both from 0. */
export function declaredName(map: ParsedMap, at: Place, name: string): string | undefined {
  const { script } = map
  if (script === null) return undefined
  const lines = lineStarts(map, script)
  const start = lines[at.line]
  if (start === undefined) return undefined
  const offset = findDeclaration(script, start + at.column, name)
  if (offset === undefined) return undefined
  const line = lineOf(lines, offset)
  const column = offset - (lines[line] ?? 0)
  const segment = findSegment(map, line, column)
  return segment?.column === column ? nameAt(map, segment) : undefined
}

/** The name that the map gives for a place, else the word that stands there in the source. */
export function nameAt(map: ParsedMap, { source, line, originalColumn, name }: Position): string | undefined {
  const given = map.names[name]
  if (given !== undefined && identifier.test(given)) return given
  const text = lineAt(map, source, line)?.slice(originalColumn, originalColumn + 200)
  const word = text === undefined ? undefined : /^[\w$]{1,200}/.exec(text)?.[0]
  return word !== undefined && identifier.test(word) && !keywords.has(word) ? word : undefined
}

function findDeclaration(script: string, place: number, name: string): number | undefined {
  const limit = Math.max(0, place - maxDistance)
  let at = Math.min(place, script.length)
  let walks = 0
  for (let tried = 0; tried < maxCandidates; tried++) {
    at = at > limit ? script.lastIndexOf(name, at - 1) : -1
    if (at < limit) return undefined
    if (!isDeclared(script, at, name)) continue
    if (encloses(script, at + name.length, place)) return at
    if (++walks >= maxWalks) return undefined
  }
  return undefined
}

function isDeclared(script: string, at: number, name: string): boolean {
  const before = script.slice(Math.max(0, at - 30), at)
  if (/[\w$.]$/.test(before)) return false
  const after = script.slice(at + name.length, at + name.length + 300)
  if (/^[\w$]/.test(after)) return false
  if (/(?:^|\W)(?:function\s?\*?|class)\s{0,5}$/.test(before)) return true
  if (
    /^\s{0,5}[=:]\s{0,5}(?:async\b\s{0,5})?(?:function\b|class\b|\([^()]{0,200}\)\s{0,5}=>|[\w$]{1,50}\s{0,5}=>)/.test(
      after,
    )
  )
    return true
  return (
    /(?:^|[{};,])\s{0,20}(?:(?:async|static|get|set)\s{1,5}|\*)?$/.test(before) &&
    /^\([^()]{0,200}\)\s{0,5}\{/.test(after)
  )
}

const closing = /[})\]]/
const quotes = /["'`]/

/** Whether what is declared at `from` has not ended at `to`, as far as brackets say. */
function encloses(script: string, from: number, to: number): boolean {
  let depth = 0
  for (let at = from; at < to; at++) {
    const char = script[at] ?? ''
    if (quotes.test(char)) at = endOfText(script, at, to)
    else if (char === '{' || char === '(' || char === '[') depth++
    else if (closing.test(char)) {
      depth--
      if (depth < 0 || (depth === 0 && char === '}')) return false
    } else if (depth === 0 && (char === ';' || char === ',')) return false
  }
  return true
}

function endOfText(script: string, from: number, to: number): number {
  const quote = script[from]
  for (let at = from + 1; at < to; at++) {
    if (script[at] === '\\') at++
    else if (script[at] === quote) return at
  }
  // An apostrophe in a comment or an expression: as if it were nothing.
  return from
}

/** Where each line begins; of a text that is looked at often. */
const starts = new WeakMap<ParsedMap, Map<number, Int32Array>>()
const scriptKey = -1

/** A line of an original source, from 0; undefined where the map has no text. */
export function lineAt(map: ParsedMap, source: number, line: number): string | undefined {
  const content = map.contents[source]
  if (content === null || content === undefined) return undefined
  const lines = startsOf(map, source, content)
  const start = lines[line]
  if (start === undefined) return undefined
  return content.slice(start, lines[line + 1] ?? content.length).replace(/\r?\n$/, '')
}

const lineStarts = (map: ParsedMap, script: string): Int32Array => startsOf(map, scriptKey, script)

function startsOf(map: ParsedMap, key: number, text: string): Int32Array {
  const known = starts.get(map) ?? new Map<number, Int32Array>()
  starts.set(map, known)
  const found = known.get(key) ?? findStarts(text)
  known.set(key, found)
  return found
}

function findStarts(text: string): Int32Array {
  const found = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (at + 1 < text.length) found.push(at + 1)
  }
  return Int32Array.from(found)
}

function lineOf(lines: Int32Array, offset: number): number {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
