/** OpenTelemetry's official SDK and exporters for JavaScript against a running server. */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { OTLPMetricExporter as InJson } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPMetricExporter as InProtobuf } from '@opentelemetry/exporter-metrics-otlp-proto'
import {
  AggregationTemporality,
  AggregationType,
  MeterProvider,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from '@opentelemetry/sdk-metrics'
import { openHouse, type House } from '../house.fixture.ts'
import { queryInstant } from '../promql/index.ts'
import { optionsFor } from '../promql/promql.fixture.ts'
import { createQueryable } from '../read/queryable.ts'

const temporalities = {
  cumulative: AggregationTemporality.CUMULATIVE,
  delta: AggregationTemporality.DELTA,
} as const
type Temporality = keyof typeof temporalities
type Exporter = new (config: object) => PushMetricExporter

const attributes = { 'service.name': 'shop', 'service.instance.id': 'web-1' }
/** What the SDK asks of one; its own package is not among our dependencies. */
const resource = {
  attributes,
  merge: () => resource,
  getRawAttributes: () => Object.entries(attributes),
} as unknown as NonNullable<ConstructorParameters<typeof MeterProvider>[0]>['resource']

function openSdk(t: TestContext, house: House, Exporter: Exporter, temporality: Temporality, query = '') {
  const exporter = new Exporter({
    url: `${house.url}/v1/metrics${query}`,
    headers: { authorization: `Bearer ${house.key}` },
    temporalityPreference: temporalities[temporality],
    httpAgentOptions: { keepAlive: false }, // so that the server can close
  })
  // Far apart: each export is asked for.
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })
  const provider = new MeterProvider({
    ...(resource && { resource }),
    readers: [reader],
    views: [
      {
        instrumentName: 'size',
        aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM, options: { maxSize: 160, recordMinMax: true } },
      },
    ],
  })
  t.after(() => provider.shutdown())
  return provider
}

/** The value of a query at the newest sample, of its only series: at that time nothing has to be extrapolated. */
async function ask(house: House, text: string): Promise<number> {
  const [newest] = await house.rows<{ ms: number }>(
    'metric_samples',
    'toFloat64(toUnixTimestamp64Milli(max(at))) as ms',
  )
  const queryable = createQueryable(house.ctx.columns.forWorkspace(house.ctx.workspaceId))
  const result = await queryInstant(optionsFor(queryable), { text, timeMs: newest?.ms ?? 0 })
  assert.ok(result.type === 'vector' && result.series.length === 1, `${text}: ${JSON.stringify(result)}`)
  const value = result.series[0]?.points[0]?.value
  assert.ok(typeof value === 'number')
  return value
}

for (const Exporter of [InJson, InProtobuf]) {
  for (const temporality of ['cumulative', 'delta'] as const) {
    const name = `${Exporter === InJson ? 'JSON' : 'protobuf'}, ${temporality}`
    test(`what the official SDK counts is what is asked for later (${name})`, async (t) => {
      const house = await openHouse(t)
      const provider = openSdk(t, house, Exporter, temporality)
      const meter = provider.getMeter('lib', '2')
      const requests = meter.createCounter('requests', { unit: '1', description: 'Taken' })
      const queue = meter.createUpDownCounter('queue')
      const load = meter.createGauge('load')
      const duration = meter.createHistogram('duration', {
        unit: 's',
        advice: { explicitBucketBoundaries: [0.1, 1] },
      })
      const size = meter.createHistogram('size', { unit: 'By' })
      for (let round = 1; round <= 3; round++) {
        requests.add(round, { path: '/a' })
        queue.add(round === 2 ? -3 : 5)
        load.record(round / 2)
        for (const seconds of [0.05, 0.5]) duration.record(seconds)
        size.record(100 * round)
        await new Promise((resolve) => setTimeout(resolve, 20)) // the SDK's times are milliseconds of the real clock
        await provider.forceFlush()
      }
      assert.deepEqual(await house.rows('metric_descriptions', 'metric, kind'), [
        { metric: 'duration_seconds', kind: 'histogram' },
        { metric: 'load', kind: 'gauge' },
        { metric: 'queue', kind: 'gauge' },
        { metric: 'requests_total', kind: 'counter' },
        { metric: 'size_bytes', kind: 'histogram' },
      ])
      assert.equal(await ask(house, 'queue'), 7)
      assert.equal(await ask(house, 'load'), 1.5)
      // The starts say since when: also what was counted before the first export is there.
      assert.equal(Math.round(await ask(house, 'increase(requests_total{path="/a"}[10m])')), 6)
      assert.equal(Math.round(await ask(house, 'increase(duration_seconds_count[10m])')), 6)
      assert.equal(Math.round(await ask(house, 'increase(duration_seconds_bucket{le="0.1"}[10m])')), 3)
      assert.equal(Math.round(await ask(house, 'histogram_count(increase(size_bytes[10m]))')), 3)
      assert.equal(Math.round(await ask(house, 'histogram_sum(increase(size_bytes[10m]))')), 600)
      const [job] = await house.rows<{ job: string }>('metric_series', "distinct labels['job'] as job")
      assert.equal(job?.job, 'shop')
      // While there is a server: it exports once more.
      await provider.shutdown()
    })
  }
}
