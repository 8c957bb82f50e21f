/** OTLP's metrics over HTTP, beside logs and traces, and at the path at which Prometheus takes them. */
import { authenticateOtlp, decompress, otlp, otlpRoute, sourceOf, type IntakeDoor } from '#modules/telemetry'
import type { Services } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import type { PlainAnswer, RawRequest, Route } from '#platform/http'
import { category, type MetricIntake } from '../intake.ts'
import { maxOtlpBytes, requestRule } from '../limits.ts'
import { refusalText } from '../refusals.ts'
import { decodeJson } from './json.ts'
import { namings, type Naming } from './names.ts'
import { decodeProtobuf } from './protobuf.ts'
import { takeMetrics } from './take-metrics.ts'

const paths = ['/v1/metrics', '/otlp/v1/metrics', '/prometheus/api/v1/otlp/v1/metrics']
const decoders = { json: decodeJson, protobuf: decodeProtobuf }
const corsHeaders = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' }

export function otlpMetricRoutes(intake: MetricIntake, door: IntakeDoor): Route[] {
  return paths.map((path) =>
    otlpRoute('otlpMetrics', path, (services, request) => take(services, request, intake, door)),
  )
}

async function take(
  services: Services,
  request: RawRequest,
  intake: MetricIntake,
  door: IntakeDoor,
): Promise<PlainAnswer> {
  const encoding = otlp.encodingOf(request.header('content-type'))
  if (!encoding) throw otlp.unknownType()
  const source = sourceOf(await authenticateOtlp(request, door.findKey))
  door.admitRequest(source, request.header('origin'))
  await services.limiter.consume(requestRule, source.keyId)
  const naming = namingFor(request)
  const { sent, sizeBytes } = await door.countingInvalid(source, category, async () => {
    const bytes = await request.body(maxOtlpBytes)
    // Nothing at all is an empty request, also where a header says that it was compressed.
    const body = bytes.length === 0 ? bytes : await decompress(bytes, request.header('content-encoding'), maxOtlpBytes)
    return { sent: decoders[encoding](body), sizeBytes: body.length }
  })
  let rejected = 0
  const { refusals } = await intake.take(source, sizeBytes, (collector) => {
    rejected = takeMetrics(sent, collector, naming)
  })
  const message = refusals.isEmpty() ? '' : refusalText(refusals)
  return otlp.success('metrics', encoding, { rejected, message }, corsHeaders)
}

const defaultNaming = 'UnderscoreEscapingWithSuffixes'

/** Exporters take the URL of metrics as it is, so how names are made stands in its query, by Prometheus' own words. */
function namingFor(request: RawRequest): Naming {
  const asked = request.url.searchParams.get('translation_strategy') ?? defaultNaming
  const naming = Object.hasOwn(namings, asked) ? namings[asked] : undefined
  if (!naming) throw invalidRequest(`translation_strategy is one of: ${Object.keys(namings).join(', ')}`)
  return naming
}
