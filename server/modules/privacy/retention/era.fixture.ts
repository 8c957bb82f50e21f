/**
 * A workspace in another time: the stores of the run, the whole program on a clock of its own that stands long before
 * anything that other tests write, so that what is swept here is of here.
 */
import { testClock } from '#platform/clock'
import type { Services } from '#platform/context'
import { createMetrics } from '#platform/metrics'
import { fixedPolicy, type PolicyProfile } from '#platform/policy'
import { createLimiter } from '#platform/rate-limit'
import { call, eventually, testContext, testServices } from '#testing'
import { assemble, endpoints, inventory } from '../../../app.ts'
import { rulesOf } from './rule.ts'
import { sweepDue } from './sweep.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

let eras = 0

export async function openEra(profile: PolicyProfile) {
  eras += 1
  const clock = testClock(new Date(Date.UTC(2019, 0, 1) + eras * 20 * dayMs))
  const services: Services = {
    ...(await testServices()),
    now: clock,
    policy: fixedPolicy(profile),
    metrics: createMetrics(),
    limiter: createLimiter({ now: clock }),
  }
  const { app, schedules, drain } = assemble(services, [])
  const schedule = schedules.find(({ name }) => name === 'privacy.sweep')!

  async function workspace() {
    const ctx = { ...(await testContext()), ...services, freshUntil: new Date('2100-01-01') }
    const send = async (method: string, path: string, body?: unknown) => {
      const answer = await call(ctx, endpoints, method, path, body)
      return { status: answer.status, body: answer.status === 204 ? null : await answer.json() }
    }
    return { ctx, send }
  }

  /** Through the front door, with a stack, breadcrumbs and a user; answers the incident. */
  async function event({ send }: Awaited<ReturnType<typeof workspace>>, name = 'Shop') {
    const { id, ingestKey } = (await send('POST', '/projects', { name })).body
    const body = {
      title: `Checkout failed ${id}`,
      message: 'no stock',
      level: 'error',
      user: { id: 'u1', email: 'buyer@example.com' },
      attributes: { cart: 'full' },
    }
    const headers = { 'x-watchword-key': ingestKey }
    const answer = await app.fetch(
      new Request('http://localhost/api/v1/events', { method: 'POST', headers, body: JSON.stringify(body) }),
    )
    if (answer.status !== 202) throw new Error(await answer.text())
    const incidentId = await eventually<string>('the incident', async () => {
      return (await send('GET', `/incidents?projectId=${id}`)).body.items[0]?.id
    })
    await eventually('the event to be counted', async () => {
      return (await send('GET', `/projects/${id}/outcomes`)).body.items.length > 0
    })
    return { projectId: id as string, incidentId }
  }

  /** What is planned for this hour; of these places alone where some are named. */
  const sweep = (...places: string[]) => sweepDue(services, inventory, rulesAt(places))

  return { services, clock, app, schedule, drain, workspace, event, sweep }
}

export function rulesAt(places: readonly string[]) {
  return rulesOf(inventory).filter(({ place }) => places.length === 0 || places.includes(place))
}
