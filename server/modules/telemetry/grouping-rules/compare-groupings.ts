/** Why two events are in one group, or are not. */
import type { SignalGrouping } from '../signal.ts'

/** What counted for one of them and not for the other; null where that one has nothing of the kind left. */
export type GroupingDifference = { kind: string; first: string | null; second: string | null }

export type GroupingComparison = {
  /** Sentences for people, the weightiest first; empty where nothing differs. */
  reasons: string[]
  differences: GroupingDifference[]
  /** What counted for both. */
  common: { kind: string; value: string }[]
}

type Part = SignalGrouping['parts'][number]

const names: Record<string, string> = {
  fingerprint: 'fingerprint',
  type: 'type of the exception',
  frame: 'place in the code',
  file: 'file',
  message: 'message',
  template: 'template of the message',
  platform: 'platform',
  route: 'route',
}

/** Pure; the same two in the other order give the same with the sides changed. */
export function compareGroupings(first: SignalGrouping, second: SignalGrouping): GroupingComparison {
  const one = first.parts.filter(({ counted }) => counted)
  const other = second.parts.filter(({ counted }) => counted)
  const kinds = [...new Set([...one, ...other].map(({ kind }) => kind))].sort()
  const differences = kinds.flatMap((kind) => differencesOf(kind, one, other))
  const common = takeCommon(one, other).map(({ kind, value }) => ({ kind, value }))
  const reasons = [
    ...reasonsOfWay(first, second),
    ...differences.map(sentence),
    ...orderReason(one, other, differences),
  ]
  return { reasons, differences, common }
}

function reasonsOfWay(first: SignalGrouping, second: SignalGrouping): string[] {
  if (first.rule !== second.rule) {
    const ruleOf = ({ rule, method }: SignalGrouping) => (rule === undefined ? `no rule (by ${method})` : `“${rule}”`)
    return [`The first was decided by ${ruleOf(first)}, the second by ${ruleOf(second)}.`]
  }
  if (first.version !== second.version) {
    return [`They were grouped by different versions of the algorithm: ${first.version} and ${second.version}.`]
  }
  return first.method === second.method
    ? []
    : [`The first was decided by ${first.method}, the second by ${second.method}.`]
}

function sentence({ kind, first, second }: GroupingDifference): string {
  const what = names[kind] ?? kind
  if (first === null) return `Only the second has this ${what}: “${second}”.`
  if (second === null) return `Only the first has this ${what}: “${first}”.`
  return `The ${what} differs: “${first}” and “${second}”.`
}

/** Parts of both, each as often as both have it. */
function takeCommon(one: Part[], other: Part[]): Part[] {
  const left = [...other]
  return one.filter((part) => {
    const at = left.findIndex(({ kind, value }) => kind === part.kind && value === part.value)
    if (at === -1) return false
    left.splice(at, 1)
    return true
  })
}

function differencesOf(kind: string, one: Part[], other: Part[]): GroupingDifference[] {
  const only = (parts: Part[], others: Part[]) => {
    const of = parts.filter((part) => part.kind === kind)
    const common = new Set(takeCommon(of, others))
    return of.filter((part) => !common.has(part)).map(({ value }) => value)
  }
  const firsts = only(one, other)
  const seconds = only(other, one)
  return Array.from({ length: Math.max(firsts.length, seconds.length) }, (_, i) => ({
    kind,
    first: firsts[i] ?? null,
    second: seconds[i] ?? null,
  }))
}

function orderReason(one: Part[], other: Part[], differences: GroupingDifference[]): string[] {
  const same = one.every(({ kind, value }, i) => other[i]?.kind === kind && other[i].value === value)
  return differences.length > 0 || same ? [] : ['The same counted for both, in another order.']
}
