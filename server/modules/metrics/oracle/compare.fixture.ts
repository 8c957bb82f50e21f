/** Whether two answers of the Prometheus API say the same, but for the last digits. */
export type Answered =
  | { status: 'success'; data: { resultType: string; result: unknown } }
  | { status: 'error'; error: string }

type Pair = [time: number, value: string]
type Element = { metric: Record<string, string>; value?: Pair; values?: Pair[] }

const tolerance = 1e-9
/** What is left of numbers that cancel out. */
const nothing = 1e-12

/** Null when they do; otherwise the first thing that differs. */
export function compareAnswers(expected: Answered, actual: Answered): string | null {
  if (expected.status === 'error' || actual.status === 'error') {
    if (expected.status === actual.status) return null
    return `one is refused: ${expected.status === 'error' ? expected.error : 'not'}, ours ${actual.status === 'error' ? actual.error : 'not'}`
  }
  const [one, other] = [expected.data, actual.data]
  if (one.resultType !== other.resultType) return `${one.resultType}, ours ${other.resultType}`
  if (one.resultType === 'scalar') return comparePair(one.result as Pair, other.result as Pair)
  return compareSeries(one.result as Element[], other.result as Element[])
}

function compareSeries(expected: Element[], actual: Element[]): string | null {
  const byKey = new Map(actual.map((element) => [keyOf(element), element]))
  if (byKey.size !== actual.length) return 'ours has a series twice'
  for (const element of expected) {
    const key = keyOf(element)
    const found = byKey.get(key)
    if (!found) return `ours lacks ${key}`
    byKey.delete(key)
    const [one, other] = [pairsOf(element), pairsOf(found)]
    if (one.length !== other.length) return `${key}: ${one.length} points, ours ${other.length}`
    for (const [at, pair] of one.entries()) {
      const difference = comparePair(pair, other[at] as Pair)
      if (difference !== null) return `${key}: ${difference}`
    }
  }
  const [more] = byKey.keys()
  return more === undefined ? null : `ours has ${more} besides`
}

const pairsOf = ({ value, values }: Element): Pair[] => values ?? (value ? [value] : [])

const keyOf = ({ metric }: Element): string =>
  JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1)))

function comparePair([time, text]: Pair, [otherTime, otherText]: Pair): string | null {
  if (time !== otherTime) return `at ${time}, ours at ${otherTime}`
  const [one, other] = [Number(text.replace('Inf', 'Infinity')), Number(otherText.replace('Inf', 'Infinity'))]
  const isSame =
    Object.is(one, other) ||
    one === other ||
    Math.abs(one - other) <= Math.max(nothing, tolerance * Math.max(Math.abs(one), Math.abs(other)))
  return isSame ? null : `${text} at ${time}, ours ${otherText}`
}
