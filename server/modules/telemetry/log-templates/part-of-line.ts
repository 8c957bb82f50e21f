/** When one part of a line may stand for another. */
import { anything, gap } from './mask.ts'

export const covers = (template: readonly string[], parts: readonly string[]): boolean =>
  template.length === parts.length &&
  template.every((part, index) => part === parts[index] || stands(part, parts[index]))

/** Whether the part of a template holds for one of a line that is not the same: `(`gap`)` for `(a.example`gap`)`. */
function stands(part: string, other = ''): boolean {
  if (part === anything) return true
  const at = part.indexOf(gap)
  if (at < 0 || !isValue(other)) return false
  const [before, after] = [part.slice(0, at), part.slice(at + 1)]
  if (keyOf(part) !== keyOf(other)) return false
  return other.length > before.length + after.length && other.startsWith(before) && other.endsWith(after)
}

/** Where they differ the result varies; a value that is within brackets stays within them. */
export const joined = (one: readonly string[], other: readonly string[]): readonly string[] =>
  one.map((part, index) => joinedPart(part, other[index] ?? ''))

function joinedPart(one: string, other: string): string {
  if (one === other || one === anything) return one
  if (!isValue(one) || !isValue(other)) return keyed(one, other) ?? anything
  const before = commonStart(one, other)
  const after = commonEnd(one.slice(before.length), other.slice(before.length))
  return `${before}${gap}${after}`
}

function keyed(one: string, other: string): string | undefined {
  const key = keyOf(one)
  return key !== undefined && key === keyOf(other) ? `${key}${gap}${commonEnd(one, other)}` : undefined
}

/** Up to the last mark: half a word in common means nothing. */
function commonStart(one: string, other: string): string {
  let end = 0
  while (end < one.length && one[end] === other[end] && one[end] !== gap) end++
  return /^(?:.{0,200}[=([{"'<])?/.exec(one.slice(0, end))?.[0] ?? ''
}

/** Of marks only. */
function commonEnd(one: string, other: string): string {
  const [end = ''] = /[)\]},.;:>"']{0,3}$/.exec(one) ?? []
  const [otherEnd = ''] = /[)\]},.;:>"']{0,3}$/.exec(other) ?? []
  return end === otherEnd ? end : ''
}

/** Both are values by their looks, or stand where a name stands. */
export function mayVary(template: readonly string[], parts: readonly string[], index: number): boolean {
  const [one = '', other = ''] = [template[index], parts[index]]
  if (isConstant(one) || isConstant(other)) return false
  const [key, otherKey] = [keyOf(one), keyOf(other)]
  if (key !== otherKey) return false
  // `user=root` and `user=guest` may be as different as two words are; many of them show that they are not.
  if (key !== undefined) return !(isWord(one.slice(key.length)) && isWord(other.slice(key.length)))
  if (isValue(one) && isValue(other)) return true
  return isName(one) && isName(other) && namesSomething(template, index)
}

/** Something was taken out of it, or it is a path, an address or a name with dots or underscores. */
const isValue = (part: string) => part.includes(gap) || /[/\\@$]|\w[._]\w/.test(part) || keyOf(part) !== undefined

/** `RUNNING`, `SCREEN_ON`: a state of a program; the next one means something else. */
export const isConstant = (part: string) => /^["'([]?[A-Z][A-Z_]{2,80}["')\],.:;]{0,3}$/.test(part)

/** `user=` of `user=root`; none where nothing follows. */
const keyOf = (part: string) => /^[^=]{1,60}=(?=.)/.exec(part)?.[0]

const isWord = (part: string) => /^[A-Za-z]{1,60}["')\],.:;]{0,3}$/.test(part)

const isName = (part: string) =>
  part === anything || /^["'([]?[\w.$-]{1,80}["')\],.:;]{0,3}$/.test(part.replaceAll(gap, '0'))

const beforeNoun = /^(?:for|by|of|from|to|on|in|at|as|with|invalid|unknown|illegal)$/i
const noun =
  /^(?:user|username|login|client|host|hostname|node|server|service|file|directory|class|package|module|process|job|task|thread|queue|topic|table|database|bucket|domain|app|application|plugin|device|interface|instance|pod|container|image|group|role|customer)$/i

/** `for user X`, `on node X`; `password for X from`. */
function namesSomething(parts: readonly string[], index: number): boolean {
  const [two = '', one = '', next = ''] = [parts[index - 2], parts[index - 1], parts[index + 1]]
  return (beforeNoun.test(two) && noun.test(one)) || (/^for$/i.test(one) && /^from$/i.test(next))
}
