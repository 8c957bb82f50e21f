/** The most metrics that a workspace of a plan may send, as WATCHWORD_METRIC_CEILINGS says it. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { PolicyProfile } from '#platform/policy'

const most = (least: number) => z.int().min(least).optional()

/** The least are those of what a workspace itself may choose. */
const ceilingsSchema = z.record(
  z.string(),
  z.strictObject({ seriesPerDay: most(1), samplesPerSecond: most(1_000), labelsPerSeries: most(1) }),
)

/** By the name of the plan; what is not said is what the server takes of any workspace. */
export type MetricCeilings = z.infer<typeof ceilingsSchema>

/** JSON, or a file with it. Throws an Error in words, also for a plan that the policy does not know. */
export function parseMetricCeilings(raw: string, { retention }: PolicyProfile): MetricCeilings {
  const parsed = ceilingsSchema.safeParse(readJson(raw))
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error))
  const rules = [retention.payload, retention.metrics]
  const plans = [...new Set(rules.flatMap((rule) => (rule.kind === 'plan' ? Object.keys(rule.plans) : [])))]
  const unknown = Object.keys(parsed.data).find((name) => !plans.includes(name))
  if (unknown !== undefined) {
    throw new Error(`the policy has no plan ${unknown}; it has ${plans.length > 0 ? plans.join(', ') : 'none'}`)
  }
  return parsed.data
}

function readJson(raw: string): unknown {
  try {
    return JSON.parse(raw.startsWith('{') ? raw : readFileSync(raw, 'utf8'))
  } catch (error) {
    throw new Error('expected a JSON object or a file with one', { cause: error })
  }
}
