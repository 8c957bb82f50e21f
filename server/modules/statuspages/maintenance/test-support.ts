/** A page whose clock a test moves, and what the scheduler does at each time. */
import assert from 'node:assert/strict'
import type { Context } from '#platform/context'
import { systemContext } from '#platform/context'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import * as pageRepo from '../repo.ts'
import { createdPage, get, post, withoutWorkers, type TestPage } from '../test-support.ts'
import * as repo from './repo.ts'
import { planSeries } from './plan-series.ts'
import * as seriesRepo from './series-repo.ts'
import { takeDueSteps } from './take-steps.ts'

export type Place = {
  ctx: Context
  page: TestPage & { components: string[] }
  /** Moves the clock, without the scheduler having looked. */
  at(time: string): void
  /** What the scheduler does for this workspace at this time. The real one looks over all workspaces of the run. */
  look(): Promise<void>
  /** Plans a maintenance and answers it. */
  plan(input?: object): Promise<any>
  read(id: string): Promise<any>
  /** States of the components, in their order. */
  states(): Promise<string[]>
}

/** The jobs of such a workspace are written down and not run: its clock is not theirs. */
export async function openPlace(start = '2030-03-01T12:00:00Z'): Promise<Place> {
  let now = new Date(start)
  const ctx = withoutWorkers({ ...(await testContext()), now: () => now })
  const page = await createdPage(ctx)
  return {
    ctx,
    page,
    at: (time) => {
      now = new Date(time)
    },
    look: () => look({ ...systemContext(ctx, ctx.workspaceId, 'test'), jobs: ctx.jobs }, page.id),
    plan: async (input = {}) => {
      const answer = await post(ctx, `${page.api}/maintenance-windows`, { ...window, ...input })
      assert.equal(answer.status, 201, await answer.clone().text())
      return answer.json()
    },
    read: async (id) => (await get(ctx, `/maintenance-windows/${id}`)).json(),
    states: async () => {
      const { items } = await (await get(ctx, `${page.api}/components`)).json()
      return items.map(({ status }: { status: string }) => status)
    },
  }
}

export const window = {
  title: 'Database upgrade',
  body: 'We move to a new version.',
  scheduledFor: '2030-03-05T02:00:00Z',
  durationMinutes: 120,
  remindMinutes: null,
}

function look(ctx: Context, pageId: string): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getPageForUpdate(tx, pageId)
    for (const series of await seriesRepo.listSeries(tx, pageId)) {
      if (series.planAt && series.planAt <= tx.now()) await planSeries(tx, series, { tellsFirst: false })
    }
    for (const open of await repo.listOpen(tx, pageId)) await takeDueSteps(tx, open)
  })
}
