/** `ExportMetricsServiceRequest` in OTLP's JSON. */
import { otlp } from '#modules/telemetry'
import {
  hasExemplarPlace,
  isWithoutValue,
  maxPointValues,
  newPlaces,
  takePlace,
  type Places,
  type SentBuckets,
  type SentData,
  type SentExemplar,
  type SentMetric,
} from './sent.ts'

const { BadRecord, fieldsOf, flagsOf, idOf, integerOf, listOf, mapOf, nanosOf, textOf } = otlp
type Fields = Record<string, unknown>

const names = { resources: 'resourceMetrics', scopes: 'scopeMetrics', records: 'metrics' }

export function decodeJson(body: Buffer): otlp.SentBatch<SentMetric> {
  const places = newPlaces()
  return otlp.decodeJson(body, names, (fields) => readMetric(fields, places))
}

function readMetric(fields: Fields, places: Places): SentMetric {
  return {
    name: textOf(fields['name'], 'name'),
    description: textOf(fields['description'], 'description'),
    unit: textOf(fields['unit'], 'unit'),
    data: readData(fields, places),
  }
}

function readData(fields: Fields, places: Places): SentData {
  const given = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'].find((kind) => isGiven(fields[kind]))
  const data = fieldsOf(given === undefined ? undefined : fields[given], given ?? 'data')
  const points = <T>(read: (point: Fields) => T): T[] =>
    listOf(data['dataPoints'], 'dataPoints').map((point) => {
      takePlace(places)
      return read(fieldsOf(point, 'a data point'))
    })
  const number = (point: Fields) => ({ ...common(point, places), value: valueOf(point) })
  const temporality = integerOf(data['aggregationTemporality'], 'aggregationTemporality')
  if (given === 'gauge') return { kind: 'gauge', points: points(number) }
  if (given === 'sum') {
    return { kind: 'sum', temporality, isMonotonic: data['isMonotonic'] === true, points: points(number) }
  }
  if (given === 'histogram') {
    return {
      kind: 'histogram',
      temporality,
      points: points((point) => ({ ...common(point, places), ...readBuckets(point) })),
    }
  }
  if (given === 'exponentialHistogram') {
    const read = (point: Fields) => ({ ...common(point, places), ...readExponential(point) })
    return { kind: 'exponential', temporality, points: points(read) }
  }
  if (given === 'summary') {
    return { kind: 'summary', points: points((point) => ({ ...common(point, places), ...readQuantiles(point) })) }
  }
  return { kind: 'none', points: [] }
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

const common = (point: Fields, places: Places) => ({
  attributes: mapOf(point['attributes'], 'attributes'),
  timeNanos: nanosOf(point['timeUnixNano'], 'timeUnixNano'),
  startNanos: nanosOf(point['startTimeUnixNano'], 'startTimeUnixNano'),
  noValue: isWithoutValue(flagsOf(point['flags'])),
  exemplars: listOf(point['exemplars'], 'exemplars').flatMap((one) =>
    hasExemplarPlace(places) ? [readExemplar(fieldsOf(one, 'an exemplar'))] : [],
  ),
})

const readExemplar = (fields: Fields): SentExemplar => ({
  attributes: mapOf(fields['filteredAttributes'], 'filteredAttributes'),
  timeNanos: nanosOf(fields['timeUnixNano'], 'timeUnixNano of an exemplar'),
  value: valueOf(fields),
  traceId: idOf(fields['traceId'], 16),
  spanId: idOf(fields['spanId'], 8),
})

const readBuckets = (point: Fields) => ({
  count: wholeOf(point['count'], 'count'),
  sum: isGiven(point['sum']) ? doubleOf(point['sum'], 'sum') : undefined,
  counts: manyOf(point['bucketCounts'], 'bucketCounts', wholeOf),
  bounds: manyOf(point['explicitBounds'], 'explicitBounds', doubleOf),
})

const readExponential = (point: Fields) => ({
  count: wholeOf(point['count'], 'count'),
  sum: doubleOf(point['sum'], 'sum'),
  scale: integerOf(point['scale'], 'scale'),
  zeroCount: wholeOf(point['zeroCount'], 'zeroCount'),
  zeroThreshold: doubleOf(point['zeroThreshold'], 'zeroThreshold'),
  positive: sideOf(point['positive'], 'positive'),
  negative: sideOf(point['negative'], 'negative'),
})

function sideOf(value: unknown, what: string): SentBuckets {
  const { offset, bucketCounts } = fieldsOf(value, what)
  return { offset: integerOf(offset, `offset of ${what}`), counts: manyOf(bucketCounts, `counts of ${what}`, wholeOf) }
}

const readQuantiles = (point: Fields) => ({
  count: wholeOf(point['count'], 'count'),
  sum: doubleOf(point['sum'], 'sum'),
  quantiles: manyOf(point['quantileValues'], 'quantileValues', (one, what) => {
    const { quantile, value } = fieldsOf(one, what)
    return { quantile: doubleOf(quantile, 'quantile'), value: doubleOf(value, 'value of a quantile') }
  }),
})

function manyOf<T>(value: unknown, what: string, read: (one: unknown, what: string) => T): T[] {
  const list = listOf(value, what)
  if (list.length > maxPointValues) throw new BadRecord(`more than ${maxPointValues} values in ${what}`)
  return list.map((one) => read(one, what))
}

function valueOf(fields: Fields): number {
  return isGiven(fields['asInt']) ? wholeOf(fields['asInt'], 'asInt', true) : doubleOf(fields['asDouble'], 'asDouble')
}

/** 64-bit integers are texts in this mapping, and numbers are taken too. */
function wholeOf(value: unknown, what: string, signed: unknown = false): number {
  if (!isGiven(value)) return 0
  const number =
    typeof value === 'number' ? value : Number(typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? value : NaN)
  if (!Number.isInteger(number) || (number < 0 && signed !== true)) throw new BadRecord(`${what} is not a whole number`)
  return number
}

/** Those that JSON does not have come as text. */
function doubleOf(value: unknown, what: string): number {
  if (!isGiven(value)) return 0
  if (typeof value === 'number') return value
  const isNumber =
    typeof value === 'string' && /^(?:NaN|-?Infinity|-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)$/.test(value)
  if (!isNumber) throw new BadRecord(`${what} is not a number`)
  return Number(value)
}
