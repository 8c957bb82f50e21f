/**
 * Names of OpenTelemetry as those of Prometheus (prometheus/otlptranslator; OpenTelemetry,
 * compatibility/prometheus_and_openmetrics.md). Pure.
 */

/** What decides on the words at the end. */
export type NamedKind = 'counter' | 'gauge' | 'other'

/** How a request's names become ours; undefined: nothing of a name is left. */
export type Naming = {
  metric(name: string, unit: string, kind: NamedKind): string | undefined
  label(name: string): string | undefined
}

const asItIs = (name: string): string | undefined => (/^_*$/.test(name) ? undefined : name)

/** By Prometheus' own names of them; the first is its default. */
export const namings: Readonly<Record<string, Naming>> = {
  UnderscoreEscapingWithSuffixes: { metric: (...of) => metricNameOf(...of), label: (name) => labelNameOf(name) },
  UnderscoreEscapingWithoutSuffixes: { metric: (name) => escaped(name), label: (name) => labelNameOf(name) },
  NoUTF8EscapingWithSuffixes: { metric: (...of) => withSuffixes(...of), label: asItIs },
  NoTranslation: { metric: asItIs, label: asItIs },
}

/** Underscores stay as they are; what else cannot be in a name becomes one. */
function escaped(name: string): string | undefined {
  const joined = name
    .split(/[^A-Za-z0-9_:]+/)
    .filter((part) => part !== '')
    .join('_')
  return asItIs(/^\d/.test(joined) ? `_${joined}` : joined)
}

/** The name stays, and what it does not end in already follows: unit, `per`, then `ratio` or `total`. */
function withSuffixes(name: string, unit: string, kind: NamedKind): string | undefined {
  if (asItIs(name) === undefined) return undefined
  const { main, per } = unitWords(unit, (word) => word)
  const last = kind === 'counter' ? 'total' : kind === 'gauge' && unit === '1' ? 'ratio' : ''
  const suffixes = [per === '' ? '' : `per_${per}`, last].filter((suffix) => suffix !== '')
  const bare = suffixes.toReversed().reduce(withoutEnd, name)
  const named = main === '' || bare.endsWith(main) ? bare : `${bare}_${main}`
  return [named, ...suffixes].join('_')
}

/** Without the suffix and the character before it, whichever that is. */
const withoutEnd = (name: string, suffix: string): string =>
  name.endsWith(suffix) && name.length > suffix.length + 1 ? name.slice(0, -suffix.length - 1) : name

function unitWords(unit: string, clean: (word: string) => string): { main: string; per: string } {
  const slash = unit.indexOf('/')
  return {
    main: clean(wordOf(slash === -1 ? unit : unit.slice(0, slash), mainUnits)),
    per: clean(wordOf(slash === -1 ? '' : unit.slice(slash + 1), perUnits)),
  }
}

/** UnderscoreEscapingWithSuffixes: units and kinds become words at the end. Undefined: nothing of the name is left. */
export function metricNameOf(name: string, unit: string, kind: NamedKind): string | undefined {
  let tokens = name.split(/[^A-Za-z0-9:]+/).filter((token) => token !== '')
  if (tokens.length === 0) return undefined
  tokens = withUnit(tokens, unit)
  if (kind === 'counter') tokens = [...tokens.filter((token) => token !== 'total'), 'total']
  if (kind === 'gauge' && unit === '1') tokens = [...tokens.filter((token) => token !== 'ratio'), 'ratio']
  const joined = tokens.join('_')
  return /^\d/.test(joined) ? `_${joined}` : joined
}

function withUnit(tokens: readonly string[], unit: string): string[] {
  const { main, per } = unitWords(unit, (word) => word.replaceAll(/[^A-Za-z0-9:]+/g, '_').replace(/^_/, ''))
  return [
    ...tokens,
    ...(main !== '' && !tokens.includes(main) ? [main] : []),
    ...(per !== '' && !tokens.includes(per) ? ['per', per] : []),
  ]
}

/** A part with braces is an annotation and no unit. One that is not known is taken as it is. */
function wordOf(sent: string, known: Record<string, string>): string {
  const unit = sent.trim()
  if (unit === '' || /[{}]/.test(unit)) return ''
  return Object.hasOwn(known, unit) ? (known[unit] ?? '') : unit
}

const mainUnits: Record<string, string> = {
  ...{ d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' },
  ...{ By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes', GiBy: 'gibibytes', TiBy: 'tibibytes' },
  ...{ KBy: 'kilobytes', MBy: 'megabytes', GBy: 'gigabytes', TBy: 'terabytes' },
  ...{ m: 'meters', V: 'volts', A: 'amperes', J: 'joules', W: 'watts', g: 'grams' },
  ...{ Cel: 'celsius', Hz: 'hertz', '1': '', '%': 'percent' },
}

const perUnits: Record<string, string> = {
  ...{ s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' },
}

/** Undefined: nothing of the name is left. */
export function labelNameOf(name: string): string | undefined {
  const escaped = name.replaceAll(/[^A-Za-z0-9_]/g, '_')
  if (/^_*$/.test(escaped)) return undefined
  // Names in double underscores are somebody's own and stay as they are.
  const plain = /^__.+__$/.test(name) ? escaped : escaped.replaceAll(/_{2,}/g, '_')
  return /^\d/.test(plain) ? `key_${plain}` : plain
}

/** As Go writes a float without an exponent: `0.005`, `10`, `+Inf`. For `le` and `quantile`. */
export function boundText(value: number): string {
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  const text = String(value)
  const [, sign = '', whole = '', fraction = '', power = ''] = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? []
  if (power === '') return text
  const digits = whole + fraction
  const point = whole.length + Number(power)
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  return `${sign}${digits.padEnd(point, '0')}`
}
