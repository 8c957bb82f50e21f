/** For tests: an installation that anyone may sign up to, a real mail server, browsers, and a queue worked off by hand. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { testClock } from '#platform/clock'
import type { Config } from '#platform/config'
import type { Services } from '#platform/context'
import { createApp } from '#platform/http'
import { createLog } from '#platform/log'
import { createSmtpMail } from '#platform/mail'
import { createLimiter } from '#platform/rate-limit'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import { testServices } from '#testing'
import { authenticate } from './authenticate.ts'
import { jobs } from './jobs.ts'
import { endpoints } from './routes.ts'

export const password = 'correct horse battery staple'
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
export type Reply = { status: number; headers: Headers; body: any }
export type House = Awaited<ReturnType<typeof house>>
export type Browser = ReturnType<House['browser']>

let addresses = 0
/** The installation's: the first one is that of the day on which it was made, which may have been before midnight. */
let policyVersion = ''

export async function house(t: TestContext, options: { config?: Partial<Config>; change?: Partial<Services> } = {}) {
  const { mail, mails, refuse } = await mailServer(t)
  const clock = testClock(new Date())
  const queue: { name: string; data: object }[] = []
  const plain = await testServices()
  policyVersion = plain.policy.version().version
  const services: Services = {
    ...plain,
    config: { ...plain.config, signUp: 'open', trustProxy: 1, ...options.config },
    now: clock,
    mail,
    limiter: createLimiter({ now: clock }),
    jobs: {
      enqueue: (_tx, name, data) => {
        queue.push({ name, data })
        return Promise.resolve()
      },
    },
    ...options.change,
  }
  const app = createApp(services, { endpoints: [...endpoints, ...workspaceEndpoints], routes: [], authenticate })

  /** Sends the mails that wait; returns those that arrived now. */
  async function post(): Promise<Email[]> {
    const before = mails.length
    for (const { name, data } of queue.splice(0)) {
      const job = jobs.find((one) => one.name === name)
      if (job && 'of' in job) await job.handle(services, job.input.parse(data))
    }
    return mails.slice(before)
  }

  return { services, clock, queue, mails, post, refuse, browser: (origin = {}) => browser(app, origin) }
}

function browser(
  app: { fetch(request: Request): Response | Promise<Response> },
  { address = newAddress(), userAgent = firefox }: { address?: string; userAgent?: string },
) {
  let cookie = ''
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await app.fetch(
      new Request(`http://localhost/api/v1${path}`, {
        method,
        headers: { 'x-forwarded-for': address, 'user-agent': userAgent, ...(cookie && { cookie }), ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await answer.text()
    const reply: Reply = { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
    return reply
  }
  return {
    address,
    send,
    cookie: () => cookie,
    signIn: (email: string, secret = password) => send('POST', '/session', { email, password: secret }),
    isSignedIn: async () => (await send('GET', '/session')).status === 200,
  }
}

/** A sign-up by mail with everything in it; each call is another person. */
export function application(changes: object = {}) {
  const name = `p${randomBytes(6).toString('hex')}`
  return {
    name: 'Ada Tester',
    email: `${name}@example.com`,
    workspace: { name: 'Acme', slug: name },
    oldEnough: true,
    policyVersion,
    ...changes,
  }
}

/** Someone who signed up, with the browser in which they are signed in. */
export async function newPerson(at: House, changes: { password?: string; [field: string]: unknown } = {}) {
  const { password: chosen = password, ...rest } = changes
  const form = application(rest)
  const browser = at.browser()
  await browser.send('POST', '/sign-ups', form)
  const mail = (await at.post()).find(({ to }) => to?.[0]?.address === form.email)
  const { body } = await browser.send('POST', '/sign-ups/confirmation', { secret: secretIn(mail), password: chosen })
  return { ...form, password: chosen, browser, id: String(body.user.id), workspaceId: String(body.workspaces[0].id) }
}

/** What stands behind the # of the mail's link. */
export function secretIn(mail: Email | undefined): string {
  const [, secret] = /\/app\/[a-z-]+#([\w-]+)/.exec(mail?.text ?? '') ?? []
  if (secret === undefined) throw new Error(`no link in ${mail?.text ?? 'no mail'}`)
  return secret
}

async function mailServer(t: TestContext) {
  const mails: Email[] = []
  const refusal: { next: number | undefined } = { next: undefined }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const responseCode = refusal.next
        refusal.next = undefined
        if (responseCode !== undefined) {
          done(Object.assign(new Error('not now'), { responseCode }))
          return
        }
        PostalMime.parse(Buffer.concat(chunks)).then(
          (mail) => {
            mails.push(mail)
            done()
          },
          (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
        )
      })
    },
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve())
  })
  const { port } = server.server.address() as AddressInfo // listening on TCP
  const from = 'Watchword <watchword@example.org>'
  const mail = createSmtpMail({ url: `smtp://127.0.0.1:${port}`, from, log: createLog('silent') })
  t.after(async () => {
    // The server waits for its clients.
    await mail.close()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return {
    mail,
    mails,
    /** The next mail is answered with this code. */
    refuse: (code: number) => {
      refusal.next = code
    },
  }
}

/** Each browser at an address of its own, so that nobody's limits are another's. */
function newAddress(): string {
  addresses += 1
  return `198.19.${addresses >> 8}.${addresses & 255}`
}
