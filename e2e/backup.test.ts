/** A backup under load, an erasure after it, and a restore that does not bring the person back. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { zstdDecompressSync } from 'node:zlib'
import { connectApi, countEvents, listEventIds, listIncidents, setUp, type Installation } from '../bench/api.ts'
import { createRandom } from '../bench/crash/random.ts'
import { startSenders } from '../bench/crash/senders.ts'
import { freePort, launchProgram, makeScratch, startProgram, type Program, type Scratch } from '../bench/program.ts'
import { until } from './house.ts'
import { startMailSink, type MailSink } from './sinks.ts'

const watchword = join(import.meta.dirname, '..', 'bin', 'watchword', 'main.mjs')
const password = 'correct horse battery staple'
const eve = { name: 'Eve Zaphirelwitz', email: 'eve.zaphirelwitz@example.com' }
const doomed = { name: 'Quxonautic Ltd', slug: 'quxonautic' }
/** Found in nothing but Eve, and in nothing but the workspace that is deleted. */
const canary = /zaphirelwitz|quxonautic/i

let mail: MailSink
let scratch: Scratch
let restored: Scratch
let program: Program | undefined
before(async () => {
  mail = await startMailSink()
  scratch = makeScratch()
  restored = makeScratch()
})
after(async () => {
  await program?.stop()
  await mail.close()
  scratch.remove()
  restored.remove()
})

/** Always on the stores that come with Watchword, whatever the environment names. */
async function start(on: Scratch, env: Record<string, string> = {}): Promise<string> {
  const port = await freePort()
  program = await startProgram(on, port, {
    env: { WATCHWORD_SMTP_URL: mail.url, WATCHWORD_LOG_LEVEL: 'info', WATCHWORD_SIGN_UP: 'open', ...env },
  })
  return program.url
}

function command(on: Scratch, ...args: string[]): string {
  const plain = Object.entries(process.env).filter(([name]) => !name.startsWith('WATCHWORD_'))
  const env = { ...Object.fromEntries(plain), WATCHWORD_DATA_DIR: on.dataDir }
  const { status, stdout, stderr } = spawnSync(process.execPath, [watchword, ...args], { env, encoding: 'utf8' })
  assert.equal(status, 0, `${args.join(' ')}\n${stdout}\n${stderr}`)
  return stdout
}

/** A person's browser: keeps the cookie. */
function browse(url: string) {
  let cookie = ''
  return async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { cookie, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const text = await answer.text()
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`)
    return text === '' ? null : JSON.parse(text)
  }
}

async function inviteEve(url: string): Promise<void> {
  const ada = browse(url)
  await ada('POST', '/session', { email: 'bench@example.com', password: 'a password for one run' })
  await ada('POST', '/invitations', { email: eve.email, role: 'member' }, { 'watchword-workspace': 'bench' })
  const secret = await until('the invitation', () =>
    mail.mails.map(({ text }) => /\/invitation#([\w.-]+)/.exec(text ?? '')?.[1]).find((found) => found !== undefined),
  )
  const { policyVersion } = await ada('GET', '/sign-up')
  await browse(url)('POST', '/sign-ups', {
    ...{ name: eve.name, password, invitation: secret },
    policyVersion,
    oldEnough: true,
  })
}

/** A workspace of its own, with an event in it; answers what deletes it. */
async function makeDoomed(url: string): Promise<() => Promise<void>> {
  const owner = browse(url)
  const { policyVersion } = await owner('GET', '/sign-up')
  const email = 'mallory@example.com'
  await owner('POST', '/sign-ups', { name: 'Mallory', email, workspace: doomed, policyVersion, oldEnough: true })
  const secret = await until('the link', () =>
    mail.mails
      .map(({ text }) => /\/confirm-sign-up#([\w.-]+)/.exec(text ?? '')?.[1])
      .find((found) => found !== undefined),
  )
  await owner('POST', '/sign-ups/confirmation', { secret, password })
  const inside = { 'watchword-workspace': doomed.slug }
  const { ingestKey } = await owner('POST', '/projects', { name: 'Quxonautic shop' }, inside)
  const event = { title: 'Quxonautic failed', message: 'no stock', level: 'error' }
  await owner('POST', '/events', event, { 'x-watchword-key': ingestKey })
  return () => owner('DELETE', '/workspace', { slug: doomed.slug }, inside)
}

async function eraseEve(url: string): Promise<void> {
  const browser = browse(url)
  await browser('POST', '/session', { email: eve.email, password })
  await browser('POST', '/user/erasure', { confirmation: eve.email })
}

/** All that a backup holds, as text. */
function contentOf(directory: string): Map<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const bytes = readFileSync(join(parentPath, name))
      return [name, (name.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes).toString('latin1')]
    }),
  )
}

const filesWith = (directory: string): string[] =>
  [...contentOf(directory)].filter(([, text]) => canary.test(text)).map(([name]) => name)

test(
  'neither a person nor a workspace that went after a backup is brought back by it, and every event that was acknowledged before it is there once [OPS-35]',
  { timeout: 600_000 },
  async () => {
    const url = await start(scratch)
    const installation = await setUp(url)
    await inviteEve(url)
    const deleteDoomed = await makeDoomed(url)
    const senders = startSenders(url, installation, createRandom(7))
    await until('some events', () => senders.sent.acknowledged.size > 100)
    const before = new Set(senders.sent.acknowledged)
    const backup = join(scratch.directory, 'backup')
    const said = command(scratch, 'backup', backup)
    assert.match(said, /The key [0-9a-f]{8} is not in it/)
    await until('more events', () => senders.sent.acknowledged.size > before.size + 50)
    await senders.stop()
    const stores = filesWith(backup)
    assert.ok(stores.includes('users.ndjson.zst') && stores.includes('workspaces.ndjson.zst'), stores.join(', '))
    assert.ok(
      stores.some((name) => name.endsWith('.native.zst')),
      stores.join(', '),
    )

    await eraseEve(url)
    await deleteDoomed()
    // What returns by itself every minute is also done at each start, and nobody waits for the minute.
    await program?.stop()
    await start(scratch)
    const tombstones = join(scratch.dataDir, 'tombstones.ndjson')
    await untilBuried(tombstones)
    assert.doesNotMatch(readFileSync(tombstones, 'utf8'), canary)
    const elsewhere = join(restored.directory, 'tombstones.ndjson')
    copyFileSync(tombstones, elsewhere)
    await program?.stop()

    const key = join(scratch.dataDir, 'secret.key')
    command(restored, 'restore', backup, '--tombstones', elsewhere, '--key', key)
    const again = await start(restored)
    await judge(again, installation, before)
    await program?.stop()

    const after = join(restored.directory, 'after')
    command(restored, 'backup', after)
    assert.deepEqual(filesWith(after), [], 'nobody is brought back')
  },
)

/** Deletions get their tombstone within a minute of the start, and the file is written every quarter of one. */
async function untilBuried(tombstones: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const text = existsSync(tombstones) ? readFileSync(tombstones, 'utf8') : ''
    if (text.includes('"kind":"user"') && text.includes('"kind":"workspace"')) return
    assert.ok(attempt < 600, `no tombstones of both kinds within two minutes: ${text}`)
    await delay(200)
  }
}

async function judge(url: string, { apiKey }: Installation, before: ReadonlySet<string>): Promise<void> {
  const api = connectApi(url, apiKey, { patienceMs: 10_000 })
  const incidents = await listIncidents(api)
  const ids = await listEventIds(api, incidents)
  assert.equal(new Set(ids).size, ids.length, 'no event is there twice')
  const there = new Set(ids)
  assert.deepEqual(
    [...before].filter((id) => !there.has(id)),
    [],
    'acknowledged before the backup, and missing',
  )
  assert.equal(countEvents(incidents), ids.length, 'counts are those of the events')
  const signIn = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ email: eve.email, password }),
  })
  assert.equal(signIn.status, 401)
  const { items } = await api.get<{ items: { email: string }[] }>('/members')
  assert.doesNotMatch(JSON.stringify(items), canary)
}

test('a data directory whose restore was cut off is not served', { timeout: 300_000 }, async () => {
  const half = makeScratch()
  mkdirSync(half.dataDir, { recursive: true })
  writeFileSync(join(half.dataDir, 'RESTORED'), JSON.stringify({ state: 'loading', snapshotAt: new Date(0) }))
  const launched = launchProgram(half, await freePort(), {})
  await assert.rejects(launched.ready, /was cut off: run it again with --force/)
  half.remove()
})
