/** A workspace whose rules are evaluated by the real engine on the real stores, by a clock that a test moves. */
import type { TestContext } from 'node:test'
import * as incidents from '#modules/incidents'
import { createMetricQueries, createMetrics, labelsOf, type WriteSamples } from '#modules/metrics'
import { createTelemetry } from '#modules/telemetry'
import { addProject } from '#modules/workspaces'
import { testClock } from '#platform/clock'
import type { Context, Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createMetrics as createOwnMetrics } from '#platform/metrics'
import { testContext } from '#testing'
import type { Downstream } from './engine/follow-rule.ts'
import type { Metrics } from './engine/host.ts'
import { createAlertRunner, type AlertRunner } from './engine/runner.ts'
import { createGroup } from './groups/save-group.ts'
import type { Group, GroupDraft, RuleDraft } from './rule.ts'

export const draftOf = (rule: Partial<RuleDraft> & Pick<RuleDraft, 'name' | 'expr'>): RuleDraft => ({
  ...{ kind: 'alerting', forMs: 0, keepFiringForMs: 0, severity: null, onNoData: 'keep', labels: {}, annotations: {} },
  ...rule,
})

export const intervalMs = 60_000

export type AlertHouse = {
  /** By the clock of the test. */
  ctx: Context
  projectId: string
  metrics: Metrics
  runner: AlertRunner
  /** Another process with the same stores. */
  newRunner(change?: { metrics?: Partial<Metrics>; downstream?: Partial<Downstream> }): AlertRunner
  group(rules: RuleDraft[], more?: Partial<GroupDraft>): Promise<Group>
  write(labels: Record<string, string>, atMs: number, value: number | 'stale'): Promise<void>
  /** Moves the clock there, also back. */
  moveTo(atMs: number): void
  /** What is due then is evaluated. */
  evaluateAt(atMs: number): ReturnType<AlertRunner['settled']>
  query(expr: string, atMs: number): Promise<[labels: Record<string, string>, value: unknown][]>
}

const start = new Date('2026-03-02T10:00:00Z')

export async function openAlerts(t: Pick<TestContext, 'after'>, given?: Context): Promise<AlertHouse> {
  const own = given ?? (await testContext())
  const clock = testClock(start)
  const services: Services = { ...own, now: clock, metrics: createOwnMetrics() }
  const ctx: Context = { ...own, ...services }
  const { id: projectId } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  const telemetry = createTelemetry(services, () => Promise.resolve([]))
  const intake = createMetrics(services, telemetry.door, { keptDays: () => Promise.resolve(30) })
  const queries = createMetricQueries(services, () => Promise.resolve({ ctx: null, person: null, forgeable: false }))
  const runners: AlertRunner[] = []
  const metrics: Metrics = { runQuery: queries.runQuery, writeSamples: intake.writeSamples }
  const newRunner: AlertHouse['newRunner'] = (change = {}) => {
    const runner = createAlertRunner({
      metrics: { ...metrics, ...change.metrics },
      downstream: { ...incidents, ...change.downstream },
      workspaceId: ctx.workspaceId,
    })
    runners.push(runner)
    return runner
  }
  t.after(async () => {
    for (const runner of runners) await runner.stop()
    await queries.close()
    await intake.drain()
    await telemetry.drain()
  })
  const moveTo = (atMs: number) => clock.advance(atMs - clock().getTime())
  const runner = newRunner()
  const write: AlertHouse['write'] = (labels, atMs, value) => {
    const what: Parameters<WriteSamples>[0] = {
      ...{ workspaceId: ctx.workspaceId, projectId, atMs, samples: [{ labels: labelsOf(labels), value }] },
    }
    return intake.writeSamples(what)
  }
  return {
    ...{ ctx, projectId, metrics, runner, newRunner, write, moveTo },
    group: (rules, more = {}) =>
      createGroup(ctx, {
        ...{ projectId, name: 'Shop', intervalMs, limit: 0, queryOffsetMs: 0, labels: {}, rules, ...more },
      }),
    evaluateAt: async (atMs) => {
      moveTo(atMs)
      await runner.look(ctx)
      return runner.settled()
    },
    query: async (expr, atMs) => {
      const { signal } = new AbortController()
      const { elements } = await queries.runQuery(ctx, { expr, atMs, signal, timeoutMs: 10_000, maxElements: 1000 })
      return elements.map(({ labels, value }) => [Object.fromEntries(labels), value])
    },
  }
}
