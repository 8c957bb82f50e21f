/** Series and samples as the test language writes them: `name{a="b"} 1+2x3 _ stale {{count:1 sum:2}}x5`. */
import { add, multiply } from '../../server/modules/metrics/histograms/arithmetic.ts'
import type { Histogram } from '../../server/modules/metrics/histograms/histogram.ts'
import { parseHistogram } from '../../server/modules/metrics/histograms/notation.ts'
import { type Labels, allFeatures, labelsOf, parse, parseDuration } from '../../server/modules/metrics/promql/index.ts'

/** `statesHint`: the text named the histogram's reset hint, so that it counts in a comparison. */
export type Sample = { value: number | Histogram; statesHint: boolean } | 'stale' | undefined

export type SeriesLine = { labels: Labels; /** Of a line `name@st …`. */ isStartTimes: boolean; rest: string }

/** Splits a line into the series and what follows it. */
export function readSeries(line: string): SeriesLine {
  const end = endOfSeries(line)
  const isStartTimes = line.startsWith('@st', end)
  const labels = labelsOfText(line.slice(0, end))
  return { labels, isStartTimes, rest: line.slice(isStartTimes ? end + 3 : end).trim() }
}

function endOfSeries(line: string): number {
  const brace = line.search(/[{\s]|@st\b/)
  if (brace < 0) return line.length
  if (line[brace] !== '{') return brace
  for (let at = brace + 1, quote = ''; at < line.length; at++) {
    const char = line.charAt(at)
    if (quote === '' && char === '}') return at + 1
    if (quote === '' && '"\'`'.includes(char)) quote = char
    else if (char === quote) quote = ''
    else if (char === '\\' && quote !== '`') at++
  }
  throw new Error(`no end of the series in: ${line}`)
}

function labelsOfText(text: string): Labels {
  if (text === '{}') return []
  // A matcher that matches something makes any label set a valid selector.
  const opened = text.endsWith('}')
    ? `${text.slice(0, -1).replace(/,\s*$/, '')}${/[{,]\s*$/.test(text.slice(0, -1)) ? '' : ','}`
    : `${text}{`
  const selector = parse(`${opened} "\u0001"="x"}`, allFeatures)
  if (selector.kind !== 'selector') throw new Error(`no series: ${text}`)
  return labelsOf(
    selector.matchers.filter(({ name }) => name !== '\u0001').map(({ name, value }) => [name, value] as const),
  )
}

// Not hexadecimal: `1+0x10` repeats.
const number = String.raw`[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI]nf|[nN]a[nN])`
const histogram = String.raw`\{\{.*?\}\}`
const token = new RegExp(
  String.raw`(?:(?<gap>_)|(?<stale>stale)|(?<float>${number})(?<floatStep>[+-](?!x)${number.replace('[+-]?', '')})?|(?<histogram>${histogram})(?:(?<sign>[+-])(?<histogramStep>${histogram}))?)(?:x(?<times>\d+))?(?=\s|$)`,
  'y',
)

/** One entry a step. */
export function readSamples(text: string): Sample[] {
  const samples: Sample[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at++
      continue
    }
    token.lastIndex = at
    const groups = token.exec(text)?.groups
    if (!groups) throw new Error(`no sample at: ${text.slice(at)}`)
    at = token.lastIndex
    samples.push(...expand(groups))
  }
  return samples
}

function expand(groups: Partial<Record<string, string>>): Sample[] {
  const times = groups['times'] === undefined ? 0 : Number(groups['times'])
  // `_x3` is three gaps; `1x3` is 1 and three more.
  if (groups['gap']) return Array.from<Sample>({ length: Math.max(times, 1) })
  if (groups['stale']) return Array.from({ length: times + 1 }, () => 'stale' as const)
  if (groups['float'] !== undefined) {
    const step = groups['floatStep'] === undefined ? 0 : readNumber(groups['floatStep'])
    let value = readNumber(groups['float'])
    return Array.from({ length: times + 1 }, (_, index) => {
      // Added up one by one, as upstream does, so that rounding is the same.
      if (index > 0) value += step
      return { value, statesHint: false }
    })
  }
  const first = parseHistogram(groups['histogram'] ?? '')
  const step = groups['histogramStep'] === undefined ? undefined : parseHistogram(groups['histogramStep']).histogram
  let current = first.histogram
  return Array.from({ length: times + 1 }, (_, index) => {
    if (index > 0 && step) {
      const sum = add(current, groups['sign'] === '-' ? multiply(step, -1) : step)
      current = { ...(sum?.histogram ?? current), resetHint: current.resetHint }
    }
    return { value: current, statesHint: first.statesHint }
  })
}

export function readNumber(text: string): number {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/i.test(text)) return Number.NaN
  return Number(text)
}

/** Start timestamps: offsets to the sample's time in milliseconds, `_` for none. */
export function readOffsets(text: string): (number | undefined)[] {
  return text.split(/\s+/).flatMap((entry) => {
    const gap = /^_(?:x(\d+))?$/.exec(entry)
    if (gap) return Array.from<undefined>({ length: Number(gap[1] ?? 1) })
    const match = /^([+-]?\w+?)(?:([+-])(\w+?))?(?:x(\d+))?$/.exec(entry)
    if (!match) throw new Error(`no offset: ${entry}`)
    const [, first = '', sign, step, times = '0'] = match
    const stepMs = step === undefined ? 0 : readTime(step) * (sign === '-' ? -1 : 1)
    return Array.from({ length: Number(times) + 1 }, (_, index) => readTime(first) + index * stepMs)
  })
}

/** Milliseconds of `5m`, `-1m30s` or a number of seconds. */
export function readTime(text: string): number {
  const negative = text.startsWith('-')
  const plain = text.replace(/^[+-]/, '')
  const ms = parseDuration(plain) ?? Number(plain) * 1000
  if (!Number.isFinite(ms)) throw new Error(`no time: ${text}`)
  return negative ? -ms : ms
}
