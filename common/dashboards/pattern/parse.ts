/**
 * Patterns in the syntax of JavaScript, read into a tree. What one character may be is left as it is written: the engine of
 * the place tells it, one character at a time, which takes no time whatever the pattern.
 */

export type Node =
  | { kind: 'char'; source: string }
  | { kind: 'sequence'; parts: Node[] }
  | { kind: 'either'; branches: Node[] }
  | { kind: 'group'; index: number; inner: Node }
  | { kind: 'repeat'; inner: Node; min: number; max: number; lazy: boolean }
  | { kind: 'assert'; which: '^' | '$' | 'b' | 'B' }
  | { kind: 'look'; inner: Node; negative: boolean }

/** What such a pattern may not have; the message goes on after "the pattern “…” ". */
export class PatternError extends Error {}

export type Parsed = { tree: Node; groups: number; names: Map<string, number> }

type Cursor = { source: string; at: number; unicode: boolean; groups: number; names: Map<string, number> }

/** `source` is a valid pattern, which `new RegExp` has said. Throws `PatternError` for what cannot be matched in linear time. */
export function parsePattern(source: string, unicode: boolean): Parsed {
  const cursor: Cursor = { source, at: 0, unicode, groups: 0, names: new Map() }
  const tree = either(cursor)
  return { tree, groups: cursor.groups, names: cursor.names }
}

function either(cursor: Cursor): Node {
  const branches = [sequence(cursor)]
  while (cursor.source[cursor.at] === '|') {
    cursor.at++
    branches.push(sequence(cursor))
  }
  const [only] = branches
  return branches.length === 1 && only ? only : { kind: 'either', branches }
}

function sequence(cursor: Cursor): Node {
  const parts: Node[] = []
  while (cursor.at < cursor.source.length && !'|)'.includes(cursor.source[cursor.at] ?? '')) {
    parts.push(repeated(cursor, atom(cursor)))
  }
  return { kind: 'sequence', parts }
}

function repeated(cursor: Cursor, inner: Node): Node {
  const [written, sign, least, comma, most] = matchAt(cursor, /([*+?])|\{(\d+)(?:(,)(\d*))?\}/y) ?? []
  if (written === undefined) return inner
  cursor.at += written.length
  const lazy = cursor.source[cursor.at] === '?'
  if (lazy) cursor.at++
  const min = sign === undefined ? Number(least) : sign === '+' ? 1 : 0
  const max =
    sign === undefined
      ? comma === undefined
        ? min
        : most === ''
          ? Infinity
          : Number(most)
      : sign === '?'
        ? 1
        : Infinity
  return { kind: 'repeat', inner, min, max, lazy }
}

function atom(cursor: Cursor): Node {
  const char = cursor.source[cursor.at] ?? ''
  switch (char) {
    case '^':
    case '$':
      cursor.at++
      return { kind: 'assert', which: char }
    case '(':
      return group(cursor)
    case '[':
      return { kind: 'char', source: take(cursor, /\[(?:\\[^]|[^\]\\])*\]/y) }
    case '.':
      return { kind: 'char', source: take(cursor, /\./y) }
    case '\\':
      return escape(cursor)
    default: {
      const literal = cursor.unicode ? String.fromCodePoint(cursor.source.codePointAt(cursor.at) ?? 0) : char
      cursor.at += literal.length
      return { kind: 'char', source: literal.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`) }
    }
  }
}

const escapes = /\\(?:u\{[\da-f]+\}|u[\da-f]{4}|x[\da-f]{2}|c[a-z]|[pP]\{[^}]*\}|0[0-7]{0,2}|[^])/iy
const pairs = /\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}/iy

function escape(cursor: Cursor): Node {
  const next = cursor.source[cursor.at + 1] ?? ''
  if (next === 'b' || next === 'B') {
    cursor.at += 2
    return { kind: 'assert', which: next }
  }
  if (/[1-9k]/.test(next))
    throw new PatternError(`refers back to what it has found (\\${next}), which is not supported`)
  const braces = !cursor.unicode && /^\\(?:u\{|p\{)/i.test(cursor.source.slice(cursor.at, cursor.at + 3))
  // Without the flag `u`, `\u{…}` and `\p{…}` are a letter that is escaped, and braces after it.
  if (braces) return { kind: 'char', source: take(cursor, /\\[^]/y).slice(1) }
  const pair = cursor.unicode ? matchAt(cursor, pairs)?.[0] : undefined
  if (pair === undefined) return { kind: 'char', source: take(cursor, escapes) }
  cursor.at += pair.length
  return { kind: 'char', source: pair }
}

function group(cursor: Cursor): Node {
  const opening = matchAt(cursor, /\(\?(?:<([^=!>][^>]*)>|<[=!]|[:=!])|\(/y)
  if (!opening || cursor.source.startsWith('(?', cursor.at) === (opening[0] === '('))
    throw new PatternError('sets flags for a part of itself, which is not supported')
  const [written, name] = opening
  if (written.startsWith('(?<') && name === undefined) throw new PatternError('looks behind, which is not supported')
  cursor.at += written.length
  const isCapture = written === '(' || name !== undefined
  const index = isCapture ? ++cursor.groups : 0
  if (name !== undefined) cursor.names.set(name, index)
  const inner = either(cursor)
  cursor.at++
  if (isCapture) return { kind: 'group', index, inner }
  return written === '(?:' ? inner : { kind: 'look', inner, negative: written === '(?!' }
}

function matchAt(cursor: Cursor, sticky: RegExp): RegExpExecArray | undefined {
  sticky.lastIndex = cursor.at
  return sticky.exec(cursor.source) ?? undefined
}

function take(cursor: Cursor, sticky: RegExp): string {
  const found = matchAt(cursor, sticky)?.[0]
  if (found === undefined) throw new PatternError('is written in a way that is not supported')
  cursor.at += found.length
  return found
}
