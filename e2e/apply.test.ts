/** A workspace as a file describes it, by the command that people run. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listAll, setUp } from '../bench/api.ts'
import { openHouse } from './house.ts'

const command = join(import.meta.dirname, '..', 'bin', 'watchword', 'main.mjs')

type Ended = { code: number | null; lines: string[]; errors: string }

function run(args: string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [command, 'apply', ...args], { env: { ...process.env, ...env } })
  const [said, errors]: [string[], string[]] = [[], []]
  child.stdout.on('data', (data: Buffer) => said.push(data.toString()))
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, lines: said.join('').trim().split('\n'), errors: errors.join('') }))
  })
}

const first = (target: string) => `
name: shop
projects:
  - name: Shop
channels:
  - name: On call
    type: email
    address: \${ON_CALL}
severityRules:
  - { severity: low, environment: staging }
  - { severity: critical, project: Shop }
pages:
  - slug: acme
    name: Acme status
    timeZone: Europe/Berlin
    components:
      - name: Checkout
      - name: Search
        description: What people type
heartbeats:
  - project: Shop
    slug: nightly-backup
    name: Nightly backup
    schedule: { cron: '0 3 * * *', timeZone: Europe/Berlin }
monitors:
  - project: Shop
    name: Shop front
    intervalSeconds: 60
    labels: ['team:shop']
    spec: { type: http, url: ${target} }
`

test('a file is planned, applied, applied again without any change, changed, and pruned of what it made and nothing else', async (t) => {
  const house = await openHouse()
  const directory = mkdtempSync(join(tmpdir(), 'watchword-apply-'))
  t.after(async () => {
    await house.close()
    rmSync(directory, { recursive: true })
  })
  const { api, apiKey } = await setUp(house.url)
  const path = join(directory, 'watchword.yaml')
  const env = { WATCHWORD_URL: house.url, WATCHWORD_API_KEY: apiKey, ON_CALL: 'oncall@example.com' }
  const apply = (text: string, ...args: string[]) => {
    writeFileSync(path, text)
    return run(['-f', path, ...args], env)
  }
  const file = first(`${house.url}/healthz`)
  await api.post('/notification-channels', { type: 'email', name: 'By hand', address: 'hand@example.com' })

  const plan = await apply(file, '--plan')
  const made = [
    '+ project Shop',
    '+ channel On call',
    '+ statusPage acme',
    '+ component Checkout',
    '+ component Search',
    '+ heartbeat Shop/nightly-backup',
    '+ monitor Shop/Shop front',
    '~ severity rules',
  ]
  assert.deepEqual(plan, { code: 3, lines: made, errors: '' })
  assert.equal((await listAll(api, '/status-pages')).length, 0)

  assert.deepEqual(await apply(file), { code: 0, lines: made, errors: '' })
  assert.deepEqual(await apply(file), { code: 0, lines: ['shop: nothing to change'], errors: '' })
  const channels = await listAll<{ name: string; address: string }>(api, '/notification-channels')
  assert.deepEqual(channels.map(({ name, address }) => `${name} ${address}`).sort(), [
    'By hand hand@example.com',
    'On call oncall@example.com',
  ])

  const changed = file
    .replace('intervalSeconds: 60', 'intervalSeconds: 30')
    .replace('name: Acme status', 'name: Acme')
    .replace('      - name: Search\n        description: What people type\n', '')
    .replace(/heartbeats:[^]*?(?=monitors:)/, '')
  const kept = await apply(changed)
  assert.deepEqual(kept, {
    code: 0,
    lines: [
      '~ statusPage acme: name',
      '? component Search: no longer in the file; --prune deletes it',
      '? heartbeat Shop/nightly-backup: no longer in the file; --prune deletes it',
      '~ monitor Shop/Shop front: intervalSeconds',
    ],
    errors: '',
  })
  const pruned = await apply(changed, '--prune')
  assert.deepEqual(pruned.lines, ['- component Search', '- heartbeat Shop/nightly-backup'])
  assert.deepEqual(await listAll(api, '/monitors'), [])

  const refused = await apply(changed.replace('address: ${ON_CALL}', 'address: nobody'))
  assert.equal(refused.code, 1)
  assert.match(refused.errors, /PATCH \/notification-channels\/chn_\w+: 400 .*address/)
  const noKey = await run(['-f', path], { ...env, WATCHWORD_API_KEY: 'wwk_no' })
  assert.match(noKey.errors, /401/)
  assert.equal((await apply('name: shop\nchannel: []\n')).code, 2)

  // Everything but the project, whose telemetry would go with it.
  const emptied = await apply('name: shop\n', '--prune')
  assert.deepEqual(emptied.lines, [
    '? project Shop: no longer in the file; delete it in the app, its data goes with it',
    '- channel On call',
    '- statusPage acme',
    '- component Checkout',
    '- monitor Shop/Shop front',
  ])
  const left = await listAll<{ name: string }>(api, '/notification-channels')
  assert.deepEqual(
    left.map(({ name }) => name),
    ['By hand'],
  )
})
