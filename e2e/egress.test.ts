/** Every outgoing connection of a run through the product, written down and compared with the register. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { OAuth2Server } from 'oauth2-mock-server'
import { setUp } from '../bench/api.ts'
import { freePort, makeScratch, startProgram, type Program } from '../bench/program.ts'
import { until } from './house.ts'
import { startMailSink, startWebhookSink, type MailSink, type WebhookSink } from './sinks.ts'

const recorder = join(import.meta.dirname, 'record-connections.mjs')
const scratch = makeScratch()
const record = join(scratch.directory, 'connections.jsonl')
const issuer = new OAuth2Server()
let mail: MailSink
let hook: WebhookSink
let program: Program

before(async () => {
  await issuer.issuer.keys.generate('RS256')
  await issuer.start(0, '127.0.0.1')
  issuer.issuer.url = `http://127.0.0.1:${issuer.address().port}`
  ;[mail, hook] = [await startMailSink(), await startWebhookSink()]
  const provider = {
    type: 'oidc',
    id: 'acme',
    name: 'Acme',
    issuer: issuer.issuer.url,
    clientId: 'w',
    clientSecret: 's',
  }
  program = await startProgram(scratch, await freePort(), {
    nodeArguments: ['--import', recorder],
    env: {
      WATCHWORD_TEST_CONNECTIONS: record,
      WATCHWORD_SMTP_URL: mail.url,
      WATCHWORD_EGRESS_ALLOW: '127.0.0.1',
      WATCHWORD_LOG_LEVEL: 'warn',
      WATCHWORD_SIGN_IN_PROVIDERS: JSON.stringify([provider]),
    },
  })
})
after(async () => {
  await program.stop()
  await Promise.all([mail.close(), hook.close(), issuer.stop()])
  scratch.remove()
})

type Connection = { path: string } | { host: string; port: number }

function recorded(path: string): Connection[] {
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean)
  // The recorder writes nothing else.
  const all = new Map(lines.map((line) => [line, JSON.parse(line) as Connection]))
  return [...all.values()]
}

type Register = { processors: { id: string; hosts: string[] }[] }

test(
  'in a run through the product nothing is contacted but the stores, what the register names, and what a workspace chose [SEN-24] [OPS-27] [OPS-30] [CAB-17] [CAB-19] [DSE-25] [DSE-26] [DSE-29]',
  { timeout: 300_000 },
  async () => {
    const { api, ingestKey } = await setUp(program.url)
    const channel = await api.post<{ signingSecret: string }>('/notification-channels', {
      type: 'webhook',
      name: 'Hook',
      url: hook.url,
    })
    hook.expect(channel.signingSecret)
    await api.post('/notification-channels', { type: 'email', name: 'Ada', address: 'ada@example.com' })
    const event = { title: 'Checkout failed', message: 'no stock', level: 'error' }
    const sent = await fetch(`${program.url}/api/v1/events`, {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey },
      body: JSON.stringify(event),
    })
    assert.equal(sent.status, 202)
    await until('the webhook', () => hook.verified.find(({ body }) => body.type === 'incident.opened'))
    await until('the mail', () => mail.mails.find(({ to }) => to?.[0]?.address === 'ada@example.com'))
    await api.post('/status-pages', { slug: 'acme', name: 'Acme status' })
    const begun = await fetch(`${program.url}/api/v1/session/authorization`, {
      method: 'POST',
      body: JSON.stringify({ providerId: 'acme' }),
    })
    assert.equal(begun.status, 201, await begun.text())
    for (const page of ['/', '/app/', '/status/acme', '/privacy', '/security', '/metrics', '/readyz']) {
      await (await fetch(`${program.url}${page}`)).arrayBuffer()
    }

    const register = await api.get<Register>('/processors')
    assert.deepEqual(
      register.processors.map(({ id, hosts }) => [id, hosts]),
      [['acme', ['127.0.0.1']]],
    )
    const ports = (url: string) => Number(new URL(url).port)
    const expected = new Set([ports(mail.url), ports(hook.url), issuer.address().port])
    const dataDir = realpathSync(scratch.dataDir)
    const connections = recorded(record)
    const unexpected = connections.filter((connection) => {
      if ('path' in connection) return !isInside(connection.path, dataDir)
      return connection.host !== '127.0.0.1' || !expected.has(connection.port)
    })
    assert.deepEqual(unexpected, [])
    // It was a run in which there was something to see.
    assert.ok(connections.some((one) => 'path' in one && one.path.endsWith('.s.PGSQL.5432')))
    assert.ok(connections.some((one) => 'path' in one && one.path.endsWith('clickhouse.sock')))
    for (const port of expected) {
      assert.ok(
        connections.some((one) => 'port' in one && one.port === port),
        `nothing went to ${port}`,
      )
    }
  },
)

/** By way of a link, when the path itself would be too long for a socket. */
function isInside(path: string, directory: string): boolean {
  const real = (() => {
    try {
      return realpathSync(join(path, '..'))
    } catch {
      return path
    }
  })()
  return `${real}/`.startsWith(`${directory}/`)
}

test('the recorder sees a connection whoever makes it', async () => {
  // Nobody listens there: that a connection is tried is what counts.
  const port = await freePort()
  const file = join(scratch.directory, 'control.jsonl')
  const script = `
    const net = require('node:net'), tls = require('node:tls'), http = require('node:http')
    const quiet = (one) => one.on('error', () => undefined)
    quiet(net.connect(${port}, '127.0.0.1')); quiet(new net.Socket().connect({ port: ${port}, host: '127.0.0.2' }))
    quiet(tls.connect({ port: ${port}, host: '127.0.0.3' })); quiet(http.get('http://127.0.0.4:${port}/'))
    quiet(net.connect('/nowhere.sock')); fetch('http://127.0.0.5:${port}/').catch(() => undefined)`
  const env = { ...process.env, WATCHWORD_TEST_CONNECTIONS: file }
  execFileSync(process.execPath, ['--import', recorder, '-e', script], { env })
  assert.deepEqual(
    recorded(file)
      .map((one) => ('path' in one ? one.path : one.host))
      .sort(),
    ['/nowhere.sock', '127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.5'],
  )
})
