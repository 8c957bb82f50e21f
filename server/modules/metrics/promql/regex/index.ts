/**
 * Regular expressions for what users write: RE2's syntax and meaning, in time linear in the subject. JavaScript's own
 * backtrack, and one label matcher could then hold the process for hours.
 */
import { type RegexNode, parseRegex } from './parse.ts'
import { compile } from './program.ts'
import { type Captures, runProgram } from './match.ts'

export { RegexError } from './cursor.ts'

export type Regex = {
  /** Whether it matches the whole text. */
  readonly matchesAll: (text: string) => boolean
  /** The replacement with `$1`, `${name}` and `$$` filled in, or undefined where it does not match the whole text. */
  readonly expandAll: (text: string, replacement: string) => string | undefined
  /** Whether it matches somewhere. */
  readonly matchesSomewhere: (text: string) => boolean
  /** Every match that does not overlap one before replaced, as Go's ReplaceAllString. */
  readonly replaceEach: (text: string, replacement: string) => string
}

/** Longer texts never match: nobody looks for something in them, and work stays bounded. */
export const maxSubjectLength = 100_000

/** Throws `RegexError` for what RE2 does not accept; `dotAll` lets the dot match a line feed. */
export function compileRegex(pattern: string, options: { dotAll?: boolean } = {}): Regex {
  const { tree, names } = parseRegex(pattern, options)
  const program = compile(tree)
  const slots = 2 * names.length
  const words = literals(tree)
  const run = (text: string, anchored: boolean, wanted: number) =>
    text.length > maxSubjectLength
      ? undefined
      : runProgram(program, pointsOf(text), { from: 0, anchored, slots: wanted })
  return {
    matchesAll: words ? (text) => words.has(text) : (text) => run(text, true, 0) !== undefined,
    matchesSomewhere: (text) => run(text, false, 0) !== undefined,
    expandAll: (text, replacement) => {
      const captures = run(text, true, slots)
      return captures && expand(replacement, Array.from(text), captures, names)
    },
    replaceEach: (text, replacement) => {
      if (text.length > maxSubjectLength) return text
      const chars = Array.from(text)
      const points = pointsOf(text)
      let result = ''
      let copied = 0
      for (let from = 0; from <= chars.length;) {
        const captures = runProgram(program, points, { from, anchored: false, slots })
        if (!captures) break
        const [start = 0, end = 0] = captures
        result += chars.slice(copied, start).join('')
        // An empty match right behind another one is none.
        if (end > copied || start === 0) result += expand(replacement, chars, captures, names)
        copied = end
        from = Math.max(from + 1, end)
      }
      return result + chars.slice(copied).join('')
    },
  }
}

function pointsOf(text: string): Int32Array {
  const points = new Int32Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) ?? 0
    if (point > 0xffff) at++
    points[length++] = point
  }
  return points.subarray(0, length)
}

/** `$name` takes the longest word; what names no group is empty, and `$$` is a dollar. Source: Go, Regexp.Expand. */
function expand(
  replacement: string,
  chars: readonly string[],
  captures: Captures,
  names: readonly (string | undefined)[],
): string {
  return replacement.replaceAll(/\$(?:\$|(\w+)|\{(\w+)\})/g, (_, bare?: string, braced?: string) => {
    const name = bare ?? braced
    if (name === undefined) return '$'
    const index = /^\d+$/.test(name) ? Number(name) : names.indexOf(name)
    const start = captures[2 * index] ?? -1
    return start < 0 ? '' : chars.slice(start, captures[2 * index + 1]).join('')
  })
}

/** A pattern that is nothing but words with bars between: a look-up instead of a machine. */
function literals(tree: RegexNode): ReadonlySet<string> | undefined {
  const branches = tree.kind === 'either' ? tree.branches : [tree]
  const words = new Set<string>()
  for (const branch of branches) {
    const parts = branch.kind === 'sequence' ? branch.parts : branch.kind === 'empty' ? [] : [branch]
    let text = ''
    for (const part of parts) {
      if (part.kind !== 'char' || part.literal === undefined) return undefined
      text += String.fromCodePoint(part.literal)
    }
    words.add(text)
  }
  return words
}
