/** A person with a password and as many browsers as a test wants, each at an address of its own. */
import { randomBytes } from 'node:crypto'
import { generateSync } from 'otplib'
import { testClock } from '#platform/clock'
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { createLimiter } from '#platform/rate-limit'
import { testContext, testServices } from '#testing'
import { authenticate } from '../authenticate.ts'
import { endpoints } from '../routes.ts'
import type { createAuthenticator } from './authenticator.fixture.ts'

export const password = 'correct horse battery staple'

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
export type Reply = { status: number; headers: Headers; body: any }

let addresses = 0

export async function newPerson() {
  const ctx = await testContext()
  const passwordHash = await ctx.passwords.hash(password)
  const userId = ctx.actor.id
  const email = await inPlatformTransaction(ctx, async ({ db }) => {
    const { rows } = await sql<{ email: string }>`
      update users set password_hash = ${passwordHash} where id = ${userId} returning email`.execute(db)
    return rows[0]?.email ?? ''
  })
  const clock = testClock(new Date())
  const plain = await testServices()
  const services: Services = {
    ...plain,
    now: clock,
    limiter: createLimiter({ now: clock }),
    config: { ...plain.config, trustProxy: 1 },
  }
  const app = createApp(services, { endpoints, routes: [], authenticate })

  function browser({ address = `198.18.${(addresses += 1) >> 8}.${addresses & 255}` } = {}) {
    let cookie = ''
    const send = async (
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Reply> => {
      const answer = await app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { 'x-forwarded-for': address, ...(cookie && { cookie }), ...headers },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
    }
    const post = (path: string, body?: unknown) => send('POST', path, body)
    const challenge = async (purpose: string) => (await post('/passkey-challenges', { purpose })).body.options
    return {
      send,
      post,
      challenge,
      signIn: () => post('/session', { email, password }),
      isSignedIn: async () => (await send('GET', '/session')).status === 200,
      cookie: () => cookie,
      setCookie: (value: string) => {
        cookie = value
      },
      /** The person is signed in and adds a passkey. */
      register: async (device: ReturnType<typeof createAuthenticator>, label = 'Key') =>
        post('/user/passkeys', { label, response: device.create(await challenge('registration')) }),
    }
  }
  return { ctx, services, userId, email, clock, browser }
}

export type Person = Awaited<ReturnType<typeof newPerson>>

/** A signed-in person whose app makes codes; the step of the code that confirmed it lies behind. */
export async function personWithTotp() {
  const person = await newPerson()
  const browser = person.browser()
  await browser.signIn()
  const { secret } = (await browser.post('/user/totp')).body
  const confirmed = await browser.post('/user/totp/confirmation', { code: codeAt(secret, person) })
  person.clock.advance(60_000)
  return { ...person, home: browser, secret, recoveryCodes: confirmed.body.recoveryCodes as string[] }
}

/** The code of the step that is `steps` away from now. */
export function codeAt(secret: string, { clock }: Pick<Person, 'clock'>, steps = 0): string {
  return generateSync({ secret, epoch: Math.floor(clock().getTime() / 1000) + steps * 30 })
}

/** Six digits that are none of the codes around now. */
export function wrongCode(secret: string, person: Pick<Person, 'clock'>): string {
  const near = new Set([-2, -1, 0, 1, 2].map((steps) => codeAt(secret, person, steps)))
  for (;;) {
    const code = String(randomBytes(4).readUInt32BE() % 1_000_000).padStart(6, '0')
    if (!near.has(code)) return code
  }
}
