/**
 * Patterns of dashboards: `/…/flags` or plain, in JavaScript's syntax, but not run by its engine, which can take longer than
 * anybody lives. Whoever wrote one may not hang the page of whoever reads.
 */
import { type Parsed, PatternError, parsePattern } from './parse.ts'
import { type Step, compile } from './program.ts'
import { type Slots, search } from './run.ts'

export type Found = { text: string; groups: (string | undefined)[]; named: Record<string, string | undefined> }

/** Texts count up to `maxMatchedChars`; a name is never that long. */
export type Pattern = {
  test: (text: string) => boolean
  exec: (text: string) => Found | undefined
  /** `$1`, `$<name>`, `$&` and `$$` in `to` as in JavaScript; everywhere with the flag `g`, else once. */
  replace: (text: string, to: string) => string
}

export const maxPatternChars = 1000
const maxMatchedChars = 2000
/** Of one text; a pattern that needs more is put down. */
const maxWork = 300_000
/** Beyond what a simple pattern needs of each character; of all texts together. */
const freeWorkPerChar = 50
const maxExcess = 2_000_000
const maxPatterns = 500
const maxAnswers = 1000

type Kept = { pattern: Pattern; problem?: never } | { pattern?: never; problem: string }
const kept = new Map<string, Kept>()

/** Undefined when it is no pattern, or one that cannot be matched in time: `patternProblem` says which. */
export function readPattern(text: string): Pattern | undefined {
  return keep(text).pattern
}

/** Goes on after "the pattern ". */
export function patternProblem(text: string): string | undefined {
  const { problem } = keep(text)
  return problem === undefined ? undefined : `“${text.slice(0, 100)}${text.length > 100 ? '…' : ''}” ${problem}`
}

/** Overrides ask for the same ones for each series. */
function keep(text: string): Kept {
  const known = kept.get(text)
  if (known) return known
  const made = make(text)
  if (kept.size >= maxPatterns) kept.clear()
  kept.set(text, made)
  return made
}

function make(text: string): Kept {
  if (text.length > maxPatternChars) return { problem: `is longer than ${maxPatternChars} characters` }
  const [, body, given = ''] = /^\/(.*)\/([gimsuy]*)$/s.exec(text) ?? []
  const source = body ?? text
  const flags = given.replaceAll(/[gy]/g, '')
  try {
    // Only read, never run.
    void new RegExp(source, flags)
  } catch {
    return { problem: 'is no regular expression' }
  }
  try {
    const parsed = parsePattern(source, flags.includes('u'))
    const put = (): void => void kept.set(text, { problem: 'takes too long on what it is compared with' })
    return { pattern: patternOf(parsed, compile(parsed, flags), { flags, everywhere: given.includes('g'), put }) }
  } catch (error) {
    if (error instanceof PatternError) return { problem: error.message }
    throw error
  }
}

type Settings = { flags: string; everywhere: boolean; put: () => void }

function patternOf({ groups, names }: Parsed, steps: Step[], { flags, everywhere, put }: Settings): Pattern {
  const answers = new Map<string, Slots | undefined>()
  let excess = 0
  const charsOf = (text: string): string[] => {
    const head = text.slice(0, maxMatchedChars)
    return flags.includes('u') ? Array.from(head) : head.split('')
  }
  const find = (chars: readonly string[], from: number): Slots | undefined => {
    if (excess > maxExcess) return undefined
    const budget = { left: maxWork }
    const found = search({ steps, chars, slots: 2 * groups + 2, multiline: flags.includes('m'), budget }, from)
    excess += budget.left <= 0 ? Infinity : Math.max(0, maxWork - budget.left - freeWorkPerChar * (chars.length + 1))
    if (excess > maxExcess) put()
    return budget.left <= 0 ? undefined : found
  }
  const first = (text: string): Slots | undefined => {
    if (answers.has(text)) return answers.get(text)
    const found = find(charsOf(text), 0)
    if (answers.size >= maxAnswers) answers.clear()
    answers.set(text, found)
    return found
  }
  const read = (chars: readonly string[], slots: Slots): Found => {
    const part = (index: number): string | undefined => {
      const [from = -1, to = -1] = [slots[2 * index], slots[2 * index + 1]]
      return from < 0 || to < 0 ? undefined : chars.slice(from, to).join('')
    }
    const found = Array.from({ length: groups }, (_, at) => part(at + 1))
    const named = Object.fromEntries([...names].map(([name, index]) => [name, found[index - 1]]))
    return { text: part(0) ?? '', groups: found, named }
  }
  return {
    test: (text) => first(text) !== undefined,
    exec: (text) => {
      const slots = first(text)
      return slots && read(charsOf(text), slots)
    },
    replace: (text, to) => {
      const chars = charsOf(text)
      let [result, copied] = ['', 0]
      for (let from = 0; from <= chars.length;) {
        const slots = find(chars, from)
        if (!slots) break
        const [start = 0, end = 0] = slots
        result += chars.slice(copied, start).join('') + filled(to, read(chars, slots), names.size > 0)
        copied = end
        from = end > start ? end : end + 1
        if (!everywhere) break
      }
      return result + chars.slice(copied).join('') + text.slice(maxMatchedChars)
    },
  }
}

/** What names no group stays as it is written. Source: ECMAScript, GetSubstitution. */
function filled(to: string, { text, groups, named }: Found, hasNames: boolean): string {
  return to.replaceAll(/\$(?:\$|&|(\d{1,2})|<([^>]*)>)/g, (whole: string, digits?: string, name?: string) => {
    if (whole === '$$') return '$'
    if (whole === '$&') return text
    if (name !== undefined) return hasNames ? (Object.hasOwn(named, name) ? (named[name] ?? '') : '') : whole
    const both = Number(digits)
    if (both >= 1 && both <= groups.length) return groups[both - 1] ?? ''
    const one = Number(digits?.[0])
    if (digits?.length === 2 && one >= 1 && one <= groups.length) return (groups[one - 1] ?? '') + digits[1]
    return whole
  })
}
