/** For tests: an installation with a desk, its forms, and people who ask. */
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Services } from '#platform/context'
import { inPrivacyTransaction, sql } from '#platform/database'
import { fixedPolicy, presets, type PolicyProfile } from '#platform/policy'
import { callRoute } from '#testing'
import { openHouse, type House, type KeptMail } from '../../staff/house.fixture.ts'
import { formRoutes } from './form-routes.ts'
import type { PrivacyRequest } from './request.ts'

export const dayMs = 86_400_000
export type Desk = Awaited<ReturnType<typeof openDesk>>

export function presetOf(name: string): PolicyProfile {
  const found = presets[name]
  assert.ok(found)
  return found
}

let senders = 0

export async function openDesk(t: TestContext, { preset = 'strict', alone = false } = {}) {
  // The browsers here send no cookie but the session's; what a preset wants beside it is not this test's affair.
  const policy = fixedPolicy({ ...presetOf(preset), csrf: 'fetch-metadata' })
  const at = await openHouse(t, { alone, change: { policy } })

  /** A form as browsers send it; several values of one field as a list. */
  function form(path: string, fields: Record<string, string | string[]>, headers: Record<string, string> = {}) {
    const body = new URLSearchParams()
    for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) body.append(name, one)
    senders += 1
    return callRoute(
      at.services,
      formRoutes,
      new Request(`http://localhost${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-forwarded-for': `203.0.113.${senders % 250}`,
          ...headers,
        },
        body: body.toString(),
      }),
    )
  }

  /** Asks by the form and uses the link; returns the mails that came of it, the one with the link first. */
  async function askByMail(address: string, fields: Record<string, string | string[]>): Promise<KeptMail[]> {
    assert.equal((await form('/privacy/requests', { address, ...fields })).status, 200)
    const [mail, ...others] = await at.work()
    assert.ok(mail && others.length === 0)
    const answer = await form(linkIn(mail), {})
    assert.equal(answer.status, 200, await answer.clone().text())
    return [mail, ...(await workAll(at))]
  }

  return { ...at, form, askByMail, requests: () => requestsIn(at.services) }
}

/** Until nothing waits: one job writes the next. What is made for later waits. */
export async function workAll(at: Pick<House, 'work' | 'queue'>): Promise<KeptMail[]> {
  const mails: KeptMail[] = []
  for (let round = 0; round < 6 && at.queue.length > 0; round++) mails.push(...(await at.work()))
  return mails
}

/** The path of the link in the mail. */
export function linkIn({ text }: KeptMail): string {
  const [, path] = /https?:\/\/[^/]+(\/privacy\/requests\/confirm\/[\w-]+)/.exec(text) ?? []
  assert.ok(path, text)
  return path
}

/** All of them, oldest first. */
export function requestsIn(services: Services): Promise<PrivacyRequest[]> {
  return inPrivacyTransaction(services, ({ db }) =>
    db
      .selectFrom('privacyRequests')
      .selectAll()
      .orderBy(sql`id`)
      .execute(),
  )
}
