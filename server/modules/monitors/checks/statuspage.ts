import { z } from 'zod'
import { getJson } from './http.ts'
import { failed, found, type CheckRun, type Finding } from './result.ts'
import type { SpecOf } from './spec.ts'

const Summary = z.object({
  status: z.object({ indicator: z.string() }),
  components: z
    .array(z.object({ id: z.string(), name: z.string(), status: z.string() }))
    .max(2000)
    .default([]),
})

const degraded = new Set(['minor', 'degraded_performance', 'under_maintenance', 'maintenance'])
const up = new Set(['none', 'operational'])
const down = new Set(['major', 'critical', 'partial_outage', 'major_outage'])

/** What somebody's page says of itself, by the Statuspage API v2 that many products speak. */
export async function checkStatuspage(run: CheckRun, spec: SpecOf<'statuspage'>): Promise<Finding> {
  const url = `${spec.url.replace(/[?#].*$/, '').replace(/\/+$/, '')}/api/v2/summary.json`
  const { status, body, durationMs: latencyMs } = await getJson(run, url)
  if (status !== 200)
    return failed('status', `the page answered with status ${status}`, { latencyMs, facts: { status } })
  const summary = Summary.safeParse(body)
  if (!summary.success) return failed('json', 'the page does not speak the Statuspage API', { latencyMs })
  const { component } = spec
  const shown =
    component === null
      ? undefined
      : summary.data.components.find(({ id, name }) => id === component || name === component)
  if (component !== null && !shown) return failed('json', 'the page has no such component', { latencyMs })
  const says = shown?.status ?? summary.data.status.indicator
  const known = [up, degraded, down].some((words) => words.has(says))
  const facts = { says: known ? says : 'something else' }
  if (up.has(says)) return found(latencyMs, facts, 'the page says that all is well')
  const plain = says.replaceAll('_', ' ')
  if (down.has(says)) return failed('reported', `the page says: ${plain}`, { latencyMs, facts })
  if (degraded.has(says))
    return { outcome: 'degraded', latencyMs, code: 'reported', reason: `the page says: ${plain}`, facts }
  return { outcome: 'unknown', latencyMs, code: 'reported', reason: 'the page says what no check understands', facts }
}
