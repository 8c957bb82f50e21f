/** A change in one line for people. Pure. */
import { isObject, type Change } from './diff.ts'

const maxShown = 60
/** Of what two long texts have in common, before the place where they part. */
const shownBefore = 20

/** `intervalSeconds: 60 → 30`. What came from the environment is not shown, nor what it replaces. */
export function describeChange({ path, from, to }: Change, secrets: ReadonlySet<string>): string {
  if (hasSecret(to, secrets)) return `${path}: (from the environment)`
  if (from === undefined) return `${path}: (not shown)`
  if (isScalars(from) && isScalars(to)) {
    const [added, removed] = [to.filter((each) => !from.includes(each)), from.filter((each) => !to.includes(each))]
    const words = [...added.map((each) => `+ ${show(each)}`), ...removed.map((each) => `- ${show(each)}`)]
    if (words.length > 0 && words.length <= 10) return `${path}: ${words.join(', ')}`
    if (words.length === 0 && from.length === to.length) return `${path}: in another order`
  }
  if (isLong(from) || isLong(to)) return `${path}: ${linesOf(from)} → ${linesOf(to)}${firstLine(from, to)}`
  const [before, after] = apart(from, to)
  return `${path}: ${before} → ${after}`
}

function hasSecret(value: unknown, secrets: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return secrets.has(value)
  if (Array.isArray(value)) return value.some((each) => hasSecret(each, secrets))
  return isObject(value) && Object.values(value).some((each) => hasSecret(each, secrets))
}

const isScalars = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.every((each) => typeof each !== 'object')

const isLong = (value: unknown): boolean => typeof value === 'string' && value.trimEnd().includes('\n')

function linesOf(value: unknown): string {
  if (typeof value !== 'string') return show(value)
  const count = value.trimEnd() === '' ? 0 : value.trimEnd().split('\n').length
  return `${count} ${count === 1 ? 'line' : 'lines'}`
}

/** Of two texts of several lines the first that differs. */
function firstLine(from: unknown, to: unknown): string {
  if (typeof from !== 'string' || typeof to !== 'string') return ''
  const [before, after] = [from.split('\n'), to.split('\n')]
  const at = after.findIndex((line, index) => line !== before[index])
  if (at === -1 || before[at] === undefined) return ''
  return `; line ${at + 1}: ${apart(before[at], after[at]).join(' → ')}`
}

/** Both, from where they part if they are long: two expressions often differ in their last number. */
function apart(from: unknown, to: unknown): [string, string] {
  if (typeof from !== 'string' || typeof to !== 'string' || Math.max(from.length, to.length) <= maxShown - 2) {
    return [show(from), show(to)]
  }
  let same = 0
  while (same < from.length && from[same] === to[same]) same++
  const begin = same - shownBefore
  if (begin <= 0) return [show(from), show(to)]
  return [`…${show(from.slice(begin))}`, `…${show(to.slice(begin))}`]
}

function show(value: unknown): string {
  const text = value === null ? 'nothing' : (JSON.stringify(value) ?? 'nothing')
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
}
