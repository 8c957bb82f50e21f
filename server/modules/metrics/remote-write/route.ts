/** Remote write 1.0 and 2.0 (Prometheus' specifications), in their own answers. docs/metrics.md. */
import { AppError, invalidRequest } from '#platform/errors'
import type { PlainAnswer, RawRequest, Route } from '#platform/http'
import { authenticate } from '../authenticate.ts'
import type { MetricIntake, Written } from '../intake.ts'
import { category } from '../intake.ts'
import { maxBodyBytes, requestRule } from '../limits.ts'
import { refusalText } from '../refusals.ts'
import type { Collector } from '../storage/collector.ts'
import { sourceOf, type IntakeDoor } from '#modules/telemetry'
import { readV1 } from './read-v1.ts'
import { readV2 } from './read-v2.ts'
import { createScratch, decompressSnappy, snappyLength } from './snappy.ts'

/** Mimir's senders call it push. */
export const writePaths = ['/prometheus/api/v1/write', '/prometheus/api/v1/push']

export function remoteWriteRoutes(intake: MetricIntake, door: IntakeDoor): Route[] {
  const scratch = createScratch()
  return writePaths.map((path) => ({
    name: 'remoteWrite',
    methods: ['POST'],
    path,
    direct: true,
    handle: async (services, request) => {
      const source = sourceOf(await authenticate(request, door.findKey))
      const read = readerFor(request)
      door.admitRequest(source, request.header('origin'))
      await services.limiter.consume(requestRule, source.keyId)
      const { body, length } = await door.countingInvalid(source, category, async () => {
        const body = await request.body(maxBodyBytes)
        return { body, length: snappyLength(body, maxBodyBytes) }
      })
      return answerOf(
        await intake.take(source, length, (collector) =>
          reading(() => read(decompressSnappy(body, maxBodyBytes, scratch), collector)),
        ),
      )
    },
    answerError: ({ status, message, retryAfterSeconds }) => {
      const hasCounts = ![401, 403, 415].includes(status)
      return text(status, message, {
        ...(hasCounts && countsOf({ samples: 0, histograms: 0, exemplars: 0 })),
        ...(retryAfterSeconds !== undefined && { 'retry-after': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
      })
    },
  }))
}

type Read = (body: Buffer, collector: Collector) => void

/** By the content type and not by the version header. Anything else: 415, on which a sender of 2.0 falls back to 1.0. */
function readerFor(request: RawRequest): Read {
  const [type = '', ...parameters] = (request.header('content-type') ?? '').split(';').map((part) => part.trim())
  const encoding = (request.header('content-encoding') ?? '').trim().toLowerCase()
  const protos = parameters.flatMap(
    (parameter) => /^proto=(.+)$/i.exec(parameter)?.[1]?.replace(/^"(.*)"$/, '$1') ?? [],
  )
  const proto = protos.length > 1 ? undefined : (protos[0] ?? 'prometheus.WriteRequest')
  const read = proto !== undefined && Object.hasOwn(readers, proto) ? readers[proto] : undefined
  if (type.toLowerCase() === 'application/x-protobuf' && read && encoding === 'snappy') return read
  throw new AppError(
    'unsupported_encoding',
    'send application/x-protobuf with proto=prometheus.WriteRequest or proto=io.prometheus.write.v2.Request, ' +
      'content-encoding: snappy (the block format)',
  )
}

const readers: Record<string, Read> = {
  'prometheus.WriteRequest': readV1,
  'io.prometheus.write.v2.Request': readV2,
}

function reading(read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalidRequest(`the body is not valid protobuf of a write request: ${error.message}`)
  }
}

function answerOf(written: Written): PlainAnswer {
  const { refusals } = written
  const counts = countsOf(written)
  if (refusals.isEmpty()) return { status: 204, headers: counts, body: null }
  const why = refusalText(refusals)
  // A repeat changes nothing of what was written, so the whole may come again when there is room.
  if (refusals.byReason.has('series_limit')) return text(429, why, { ...counts, 'retry-after': roomAgainSeconds })
  return text(400, why, counts)
}

/** A day's limit: who asks every few minutes learns soon enough that somebody raised it, or that the day is over. */
const roomAgainSeconds = '300'

const countsOf = ({ samples, histograms, exemplars }: Pick<Written, 'samples' | 'histograms' | 'exemplars'>) => ({
  'x-prometheus-remote-write-samples-written': String(samples),
  'x-prometheus-remote-write-histograms-written': String(histograms),
  'x-prometheus-remote-write-exemplars-written': String(exemplars),
})

function text(status: number, message: string, headers: Record<string, string>): PlainAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: `${message}\n` }
}
