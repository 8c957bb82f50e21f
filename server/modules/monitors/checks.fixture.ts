/** A workspace with a project, a clock of its own, and monitors that are checked. */
import { recordSignals, resolveRecovered } from '#modules/incidents'
import { addProject, type Role } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testContext, withRole } from '#testing'
import { endpoints } from '../../app.ts'
import type { CheckResult } from './checks/index.ts'
import { followChecks } from './engine/follow-checks.ts'
import { recordResults } from './record-results.ts'

export const up: CheckResult = {
  outcome: 'up',
  latencyMs: 12.5,
  reason: 'answered as expected',
  code: 'ok',
  facts: { status: 200 },
}
export const down: CheckResult = {
  outcome: 'down',
  latencyMs: null,
  reason: 'no answer in time',
  code: 'timeout',
  facts: {},
}

export async function openChecks(time: string) {
  const plain = await testContext()
  let now = new Date(time)
  const suppressed = new Set<string>()
  // The job would follow by the real clock; tests say when.
  const jobs = { enqueue: () => Promise.resolve() }
  const ctx: Context = { ...plain, now: () => now, jobs }
  const project = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const send = (method: string, path: string, body?: unknown, role: Role = 'owner') =>
    call(withRole(ctx, role), endpoints, method, path, body)
  const listSuppressed = () => Promise.resolve(suppressed)
  return {
    ctx,
    send,
    suppressed,
    projectId: project.id,
    now: () => now,
    wait: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000)
    },
    create: async (more: object = {}): Promise<string> => {
      const spec = { type: 'http', url: 'https://shop.example/health' }
      const answer = await send('POST', '/check-monitors', { projectId: project.id, name: 'Shop', spec, ...more })
      return (await answer.json()).id
    },
    get: async (path: string) => (await send('GET', path)).json(),
    /** A result for the present moment. */
    report: (monitorId: string, result: CheckResult, more: { probeId?: string; scheduledAt?: Date } = {}) =>
      recordResults(ctx, [{ monitorId, probeId: null, scheduledAt: now, startedAt: now, result, ...more }]),
    follow: () => followChecks(ctx, { recordSignals, resolveRecovered, listSuppressed }),
    incidents: async () => (await (await send('GET', '/incidents')).json()).items,
  }
}
