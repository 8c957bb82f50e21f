/**
 * Patterns in RE2's syntax, read into a tree. What RE2 refuses (look-around, back-references, nested repetition, counts
 * above 1000) is refused here with its words. Source: github.com/google/re2/wiki/Syntax, Go regexp/syntax.
 */
import { type CharSet, ignoringCase, withTable } from './char-set.ts'
import { PatternCursor, RegexError } from './cursor.ts'
import { readBracket } from './parse-bracket.ts'
import { readCharEscape, readClassEscape } from './parse-escape.ts'

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordBoundary' | 'notWordBoundary'

export type RegexNode =
  | { kind: 'empty' }
  /** `literal` is the character where the set is just one. */
  | { kind: 'char'; set: CharSet; literal: number | undefined }
  | { kind: 'assert'; assertion: Assertion }
  | { kind: 'sequence'; parts: readonly RegexNode[] }
  | { kind: 'either'; branches: readonly RegexNode[] }
  | { kind: 'repeat'; of: RegexNode; min: number; max: number; greedy: boolean }
  | { kind: 'capture'; of: RegexNode; index: number }

export type ParsedRegex = { readonly tree: RegexNode; readonly names: readonly (string | undefined)[] }

/** Longer patterns are refused. */
export const maxPatternLength = 10_000
/** As RE2. */
const maxRepeat = 1000
const maxDepth = 200

type Flags = { i: boolean; s: boolean; m: boolean; U: boolean }

/** Reads a pattern; `dotAll` lets the dot match a line feed, as label matchers want it. */
export function parseRegex(pattern: string, { dotAll = false } = {}): ParsedRegex {
  if (pattern.length > maxPatternLength) throw new RegexError(`regular expression over ${maxPatternLength} characters`)
  return new RegexParser(pattern).parse({ i: false, s: dotAll, m: false, U: false })
}

class RegexParser {
  readonly #cursor: PatternCursor
  #depth = 0
  readonly #names: (string | undefined)[] = [undefined]

  constructor(pattern: string) {
    this.#cursor = new PatternCursor(pattern)
  }

  parse(flags: Flags): ParsedRegex {
    const tree = this.#either({ ...flags })
    if (this.#cursor.at < this.#cursor.chars.length) this.#cursor.fail('unexpected )')
    return { tree, names: this.#names }
  }

  /** Flags set within a group hold until its end, over the bars. */
  #either(flags: Flags): RegexNode {
    if (++this.#depth > maxDepth) this.#cursor.fail('expression nests too deeply')
    const branches = [this.#sequence(flags)]
    while (this.#cursor.eat('|')) branches.push(this.#sequence(flags))
    this.#depth--
    return branches.length === 1 && branches[0] ? branches[0] : { kind: 'either', branches }
  }

  #sequence(flags: Flags): RegexNode {
    const parts: RegexNode[] = []
    while (this.#cursor.at < this.#cursor.chars.length && this.#cursor.peek() !== '|' && this.#cursor.peek() !== ')') {
      if (this.#cursor.eat('\\Q')) {
        while (this.#cursor.at < this.#cursor.chars.length && !this.#cursor.eat('\\E'))
          parts.push(this.#literal(this.#cursor.next(), flags))
        continue
      }
      const start = this.#cursor.at
      const atom = this.#atom(flags)
      if (atom) parts.push(this.#repeats(atom, start, flags))
    }
    return parts.length === 1 && parts[0]
      ? parts[0]
      : parts.length === 0
        ? { kind: 'empty' }
        : { kind: 'sequence', parts }
  }

  #repeats(atom: RegexNode, start: number, flags: Flags): RegexNode {
    const before = this.#cursor.at
    const bounds = this.#quantifier()
    if (!bounds) return atom
    const lazy = this.#cursor.eat('?')
    const after = this.#cursor.at
    if (this.#quantifier()) {
      this.#cursor.fail(
        'invalid nested repetition operator',
        this.#cursor.chars.slice(before, this.#cursor.at).join(''),
      )
    }
    this.#cursor.at = after
    const [min, max] = bounds
    if (
      min > maxRepeat ||
      (max !== Infinity && max > maxRepeat) ||
      min > max ||
      repeated(atom) * Math.max(min, max === Infinity ? 1 : max, 1) > maxRepeat
    ) {
      this.#cursor.fail('invalid repeat count', this.#cursor.chars.slice(start, after).join(''))
    }
    return { kind: 'repeat', of: atom, min, max, greedy: lazy === flags.U }
  }

  #quantifier(): [min: number, max: number] | undefined {
    if (this.#cursor.eat('*')) return [0, Infinity]
    if (this.#cursor.eat('+')) return [1, Infinity]
    if (this.#cursor.eat('?')) return [0, 1]
    // A brace that is no count is a character like others.
    const count = /^\{(\d{1,9})(?:(,)(\d{0,9}))?\}/.exec(
      this.#cursor.chars.slice(this.#cursor.at, this.#cursor.at + 24).join(''),
    )
    if (!count) return undefined
    this.#cursor.at += count[0].length
    const min = Number(count[1])
    return [min, count[2] === undefined ? min : count[3] === '' ? Infinity : Number(count[3])]
  }

  /** Undefined for what matches nothing of itself: flags. */
  #atom(flags: Flags): RegexNode | undefined {
    const char = this.#cursor.next()
    switch (char) {
      case '(':
        return this.#group(flags)
      case '[':
        return this.#set(readBracket(this.#cursor, flags.i))
      case '.':
        return this.#set(flags.s ? () => true : (point) => point !== 0x0a)
      case '^':
        return { kind: 'assert', assertion: flags.m ? 'lineStart' : 'textStart' }
      case '$':
        return { kind: 'assert', assertion: flags.m ? 'lineEnd' : 'textEnd' }
      case '*':
      case '+':
      case '?':
        return this.#cursor.fail('missing argument to repetition operator', char)
      case '\\':
        return this.#escape(flags)
      default:
        return this.#literal(char, flags)
    }
  }

  #group(flags: Flags): RegexNode | undefined {
    let inner = { ...flags }
    let index: number | undefined
    if (
      this.#cursor.eat('?P<') ||
      (this.#cursor.peek() === '?' &&
        this.#cursor.peek(1) === '<' &&
        !/[=!]/.test(this.#cursor.peek(2)) &&
        this.#cursor.eat('?<'))
    ) {
      const end = this.#cursor.chars.indexOf('>', this.#cursor.at)
      const name = end < 0 ? '' : this.#cursor.chars.slice(this.#cursor.at, end).join('')
      if (!/^\w+$/.test(name)) this.#cursor.fail('invalid named capture')
      if (this.#names.includes(name)) this.#cursor.fail('duplicate capture group name', name)
      this.#cursor.at = end + 1
      index = this.#names.push(name) - 1
    } else if (this.#cursor.eat('?')) {
      const set = this.#flags(inner)
      if (set === undefined) this.#cursor.fail('invalid or unsupported Perl syntax', '(?' + this.#cursor.peek())
      if (set.closed) {
        Object.assign(flags, set.flags)
        return undefined
      }
      inner = set.flags
    } else {
      index = this.#names.push(undefined) - 1
    }
    const of = this.#either(inner)
    if (!this.#cursor.eat(')')) this.#cursor.fail('missing closing )')
    return index === undefined ? of : { kind: 'capture', of, index }
  }

  #flags(before: Flags): { flags: Flags; closed: boolean } | undefined {
    const flags = { ...before }
    let value = true
    let seen = false
    for (;;) {
      const char = this.#cursor.next()
      if (char === 'i' || char === 's' || char === 'm' || char === 'U') flags[char] = value
      else if (char === '-' && value) value = false
      else if (char === ':' && (value || seen)) return { flags, closed: false }
      else if (char === ')' && seen) return { flags, closed: true }
      else {
        this.#cursor.at--
        return undefined
      }
      seen = char !== '-'
    }
  }

  #literal(char: string, flags: Flags): RegexNode {
    const point = char.codePointAt(0) ?? 0
    const hasCase = flags.i && char.toLowerCase() !== char.toUpperCase()
    const set: CharSet = (other) => other === point
    return { kind: 'char', set: hasCase ? withTable(ignoringCase(set)) : set, literal: hasCase ? undefined : point }
  }

  #set(set: CharSet): RegexNode {
    return { kind: 'char', set: withTable(set), literal: undefined }
  }

  #escape(flags: Flags): RegexNode {
    const char = this.#cursor.peek()
    const assertions: Readonly<Record<string, Assertion>> = {
      A: 'textStart',
      z: 'textEnd',
      b: 'wordBoundary',
      B: 'notWordBoundary',
    }
    const assertion = assertions[char]
    if (assertion) {
      this.#cursor.at++
      return { kind: 'assert', assertion }
    }
    const named = readClassEscape(this.#cursor)
    if (named) return this.#set(flags.i ? ignoringCase(named) : named)
    return this.#literal(String.fromCodePoint(readCharEscape(this.#cursor)), flags)
  }
}

/** How many copies of a part the counts within make, as RE2 bounds them. */
function repeated(node: RegexNode): number {
  switch (node.kind) {
    case 'repeat': {
      const times = node.max === Infinity ? node.min : node.max
      return Math.max(times, 1) * repeated(node.of)
    }
    case 'capture':
      return repeated(node.of)
    case 'sequence':
      return Math.max(1, ...node.parts.map(repeated))
    case 'either':
      return Math.max(1, ...node.branches.map(repeated))
    default:
      return 1
  }
}
