/** Metrics as text: Prometheus' format, OpenMetrics and InfluxDB's lines, from curl, scripts and Telegraf. */
import { AppError, invalidRequest } from '#platform/errors'
import type { PlainAnswer, RawRequest, Route } from '#platform/http'
import { decompress, sourceOf, type IntakeDoor } from '#modules/telemetry'
import { authenticate } from '../authenticate.ts'
import { category, type MetricIntake, type Written } from '../intake.ts'
import { maxBodyBytes, maxLabels, requestRule } from '../limits.ts'
import { refusalText } from '../refusals.ts'
import { decompressSnappy } from '../remote-write/snappy.ts'
import type { Collector } from '../storage/collector.ts'
import { takeExposition, takeInflux } from './take-lines.ts'

export function pushRoutes(intake: MetricIntake, door: IntakeDoor): Route[] {
  const route = (name: string, path: string, read: Read): Route => ({
    name,
    methods: ['POST'],
    path,
    direct: true,
    handle: async (services, request) => {
      const source = sourceOf(await authenticate(request, door.findKey))
      door.admitRequest(source, request.header('origin'))
      await services.limiter.consume(requestRule, source.keyId)
      const body = await door.countingInvalid(source, category, () => bodyOf(request))
      return answerOf(await intake.take(source, body.length, (collector) => read(body, collector, request)))
    },
    answerError: ({ status, message, retryAfterSeconds }) => ({
      status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
      },
      body: JSON.stringify({ error: message }),
    }),
  })
  return [
    route('importExposition', '/prometheus/api/v1/import/prometheus', readExposition),
    route('influxWrite', '/prometheus/write', readInflux),
    route('influxWriteV2', '/prometheus/api/v2/write', readInflux),
  ]
}

type Read = (body: Buffer, collector: Collector, request: RawRequest) => void

const readInflux: Read = (body, collector, { url }) =>
  takeInflux(body, collector, url.searchParams.get('precision') ?? 'ns')

/** `extra_label=name=value`, repeated: labels for all lines that do not have them. */
const readExposition: Read = (body, collector, request) => {
  const openMetrics = /openmetrics/i.test(request.header('content-type') ?? '')
  const pairs = request.url.searchParams.getAll('extra_label')
  if (pairs.length > maxLabels) throw invalidRequest(`at most ${maxLabels} labels of a request`)
  const added = pairs.map((pair): [string, string] => {
    const [, name, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? []
    if (name === undefined || value === undefined) throw invalidRequest('extra_label is name=value')
    return [name, value]
  })
  takeExposition(body, collector, { openMetrics, added })
}

async function bodyOf(request: RawRequest): Promise<Buffer> {
  const sent = await request.body(maxBodyBytes)
  const encoding = request.header('content-encoding')
  return encoding === 'snappy' ? decompressSnappy(sent, maxBodyBytes) : decompress(sent, encoding, maxBodyBytes)
}

/** Good lines are kept whatever the others are. */
function answerOf({ refusals }: Written): PlainAnswer {
  if (refusals.isEmpty()) return { status: 204, headers: {}, body: null }
  const error = new AppError(
    refusals.byReason.has('series_limit') ? 'rate_limited' : 'invalid_request',
    refusalText(refusals),
  )
  return {
    status: error.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(error.status === 429 && { 'retry-after': '300' }),
    },
    body: JSON.stringify({ error: error.message }),
  }
}
