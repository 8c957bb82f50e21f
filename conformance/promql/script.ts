/** Test files of Prometheus' `promqltest`, read into commands. */
import type { Sample, SeriesLine } from './notation.ts'
import { readNumber, readSamples, readSeries, readTime } from './notation.ts'

export type Expectation = {
  kind: 'warn' | 'info' | 'fail'
  matches: ((text: string) => boolean) | undefined
  text: string
}

export type Eval = {
  kind: 'eval'
  line: number
  query: string
  /** An instant query has one time. */
  startMs: number
  endMs: number
  stepMs: number | undefined
  fails: Expectation | undefined
  expectations: Expectation[]
  forbidsWarnings: boolean
  forbidsInfos: boolean
  ordered: boolean
  text: string | undefined
  /** An instant query that gives a range vector. */
  rangeVector: { startMs: number; endMs: number; stepMs: number } | undefined
  scalar: number | undefined
  series: { labels: SeriesLine['labels']; samples: Sample[] }[]
}

export type Command =
  | { kind: 'clear' }
  | { kind: 'load'; line: number; stepMs: number; withCustomBuckets: boolean; series: SeriesLine[] }
  | Eval

export function readScript(text: string): Command[] {
  const commands: Command[] = []
  let current: Command | undefined
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line.startsWith('#')) continue
    if (line === '') {
      current = undefined
      continue
    }
    const command = readCommand(line, index + 1)
    if (command) {
      commands.push(command)
      current = command
    } else if (current?.kind === 'load') current.series.push(readSeries(line))
    else if (current?.kind === 'eval') readExpected(current, line)
    else throw new Error(`line ${index + 1} belongs to nothing: ${line}`)
  }
  return commands
}

function readCommand(line: string, number: number): Command | undefined {
  if (line === 'clear') return { kind: 'clear' }
  const load = /^load(_with_nhcb)?\s+(\S+)$/.exec(line)
  if (load) {
    const stepMs = readTime(load[2] ?? '')
    return { kind: 'load', line: number, stepMs, withCustomBuckets: load[1] !== undefined, series: [] }
  }
  const evaluation =
    /^eval(?:_(fail|warn|info|ordered))?\s+(?:instant\s+at\s+(\S+)|range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+?))\s+(.*)$/.exec(
      line,
    )
  if (!evaluation) return undefined
  const [, old, at, from = at ?? '', to = at ?? '', step, query = ''] = evaluation
  const any = (kind: Expectation['kind']): Expectation => ({ kind, matches: undefined, text: 'any' })
  return {
    kind: 'eval',
    line: number,
    query,
    startMs: readTime(from),
    endMs: readTime(to),
    stepMs: step === undefined ? undefined : readTime(step),
    fails: old === 'fail' ? any('fail') : undefined,
    expectations: old === 'warn' || old === 'info' ? [any(old)] : [],
    forbidsWarnings: false,
    forbidsInfos: false,
    ordered: old === 'ordered',
    text: undefined,
    rangeVector: undefined,
    scalar: undefined,
    series: [],
  }
}

function readExpected(into: Eval, line: string): void {
  if (line.startsWith('expect ')) {
    readExpectation(into, line.slice('expect '.length).trim())
    return
  }
  if (/^[+-]?(?:[\d.]|inf|nan)\S*$/i.test(line)) {
    into.scalar = readNumber(line)
    return
  }
  const { labels, rest } = readSeries(line)
  into.series.push({ labels, samples: readSamples(rest) })
}

function readExpectation(into: Eval, text: string): void {
  const range = /^range vector from (\S+) to (\S+) step (\S+)$/.exec(text)
  const stringResult = /^string (.)(.*)\1$/s.exec(text)
  const annotation = /^(warn|info|fail)(?:\s+(msg|regex):\s*(.*))?$/.exec(text)
  if (text === 'ordered') into.ordered = true
  else if (text === 'no_warn') into.forbidsWarnings = true
  else if (text === 'no_info') into.forbidsInfos = true
  else if (range) {
    const [, from = '', to = '', step = ''] = range
    into.rangeVector = { startMs: readTime(from), endMs: readTime(to), stepMs: readTime(step) }
  } else if (stringResult)
    into.text = stringResult[1] === '"' ? String(JSON.parse(`"${stringResult[2] ?? ''}"`)) : (stringResult[2] ?? '')
  else if (annotation) {
    const [, kind, form, said = ''] = annotation
    const matches = form === undefined ? undefined : form === 'msg' ? (one: string) => one === said : regexMatcher(said)
    // The pattern has no other words.
    const expectation: Expectation = {
      kind: kind as Expectation['kind'],
      matches,
      text: form === undefined ? 'any' : said,
    }
    if (kind === 'fail') into.fails = expectation
    else into.expectations.push(expectation)
  } else throw new Error(`unknown expectation: ${text}`)
}

/** The files are given to us by whoever runs the suite, so the platform's own expressions do. */
function regexMatcher(pattern: string): (text: string) => boolean {
  const regex = new RegExp(pattern)
  return (text) => regex.test(text)
}
