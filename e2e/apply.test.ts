/** A workspace as a file describes it, by the command that people run. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { listAll, setUp } from '../bench/api.ts'
import { openHouse } from './house.ts'
import { runWatchword } from './watchword-command.ts'

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
    return runWatchword(['apply', '-f', path, ...args], env)
  }
  const file = first(`${house.url}/healthz`)
  await api.post('/notification-channels', { type: 'email', name: 'By hand', address: 'hand@example.com' })

  const plan = await apply(file, '--plan')
  const made = [
    '+ project Shop',
    '+ channel On call',
    '~ severity rules',
    '    rules: [] → [{"severity":"low","environment":"staging"},{"severity":"cri…',
    '+ heartbeat Shop/nightly-backup',
    '+ monitor Shop/Shop front',
    '+ status page acme',
    '+ component acme/Checkout',
    '+ component acme/Search',
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
      '~ monitor Shop/Shop front',
      '    intervalSeconds: 60 → 30',
      '~ status page acme',
      '    name: "Acme status" → "Acme"',
      '? heartbeat Shop/nightly-backup: no longer in the file; --prune deletes it',
      '? component acme/Search: no longer in the file; --prune deletes it',
    ],
    errors: '',
  })
  const pruned = await apply(changed, '--prune')
  assert.deepEqual(pruned.lines, ['- heartbeat Shop/nightly-backup', '- component acme/Search'])
  assert.deepEqual(await listAll(api, '/monitors'), [])

  const refused = await apply(changed.replace('address: ${ON_CALL}', 'address: nobody'))
  assert.equal(refused.code, 1)
  assert.match(refused.errors, /PATCH \/notification-channels\/chn_\w+: 400 .*address/)
  const noKey = await runWatchword(['apply', '-f', path], { ...env, WATCHWORD_API_KEY: 'wwk_no' })
  assert.match(noKey.errors, /401/)
  assert.equal((await apply('name: shop\nchannel: []\n')).code, 2)

  // Everything but the project, whose telemetry would go with it.
  const emptied = await apply('name: shop\n', '--prune')
  assert.deepEqual(emptied.lines, [
    '? project Shop: no longer in the file; delete it in the app, its data goes with it',
    '- channel On call',
    '- monitor Shop/Shop front',
    '- status page acme',
    '- component acme/Checkout',
  ])
  const left = await listAll<{ name: string }>(api, '/notification-channels')
  assert.deepEqual(
    left.map(({ name }) => name),
    ['By hand'],
  )
})

/** One of everything that a file may say. */
const whole = (target: string) => `
name: everything
scrubbing:
  rules:
    - { method: mask, dataType: email, selector: $message }
quotas:
  - { category: error, window: month, limit: 100000 }
projects:
  - name: Shop
    allowedOrigins: [https://shop.example.com]
    eventsPerMinute: 500
    intake:
      spikeProtection: true
      filters: { environments: [test], healthChecks: true }
    retention: { payloadDays: 20 }
    scrubbing:
      rules:
        - { method: remove, dataType: anything, selector: $extra.card }
    grouping:
      rules: |
        type:IoError -> disk
        type:NetError -> net
    quotas:
      - { category: error, window: day, limit: 5000 }
channels:
  - name: On call
    type: webhook
    url: \${HOOK}
    events: [incident.opened]
    enabled: false
severityRules:
  - { severity: critical, project: Shop, levels: [fatal] }
heartbeats:
  - project: Shop
    slug: nightly
    name: Nightly
    schedule: { every: 1, unit: day }
    paused: true
monitors:
  - project: Shop
    name: Front
    groupName: Web
    labels: [team:shop, tier:1]
    intervalSeconds: 30
    spec:
      type: http
      url: ${target}
      auth: { kind: basic, user: watch, password: "\${SECRET}" }
      headers: [{ name: x-team, value: shop }]
pages:
  - slug: acme
    name: Acme
    description: How we are
    timeZone: Europe/Berlin
    locale: de
    look: { accent: '#1d4fd7', theme: dark, css: 'p { color: red }' }
    access: { kind: password, password: "\${SECRET}", announced: true }
    subscribers: { subscriberLimit: 500, webhooks: true }
    hosts: [status.acme.example]
    uptimePolicies:
      - { effectiveFrom: '2026-09-01', degradedWeight: 0.1, partialWeight: 0.5, majorWeight: 1, maintenance: excluded }
    groups:
      - { name: Europe, description: Frankfurt }
    components:
      - name: Checkout
        group: Europe
        needs: [Payments]
        follows: { monitors: [Shop/Front], heartbeats: [Shop/nightly], mode: all, afterSeconds: 60 }
      - { name: Payments, showcase: false, startDate: '2026-01-01' }
    templates:
      - name: Slow
        title: '{{region}} is slow'
        body: |
          We know that $\${NOTHING} is slow.
          More follows.
        impact: minor
        components: [{ component: Checkout, status: degraded_performance }]
    proposalRules:
      - { project: Shop, severities: [critical, high], components: [{ component: Checkout, status: major_outage }] }
      - { severities: [critical] }
    maintenance:
      - title: Weekly restart
        body: We restart the shop.
        scheduledFor: '${tuesdayAhead()}T02:00'
        durationMinutes: 60
        recurrence: FREQ=WEEKLY;BYDAY=TU
        components: [Checkout]
        monitors: [Shop/Front]
`

/** More than a week from now, whenever this runs. */
function tuesdayAhead(): string {
  const day = new Date(Date.now() + 8 * 86_400_000)
  day.setUTCDate(day.getUTCDate() + ((2 - day.getUTCDay() + 7) % 7))
  return day.toISOString().slice(0, 10)
}

test('everything that a file may say is applied once, and what stands there is written down as a file that changes nothing', async (t) => {
  const house = await openHouse()
  const directory = mkdtempSync(join(tmpdir(), 'watchword-apply-'))
  t.after(async () => {
    await house.close()
    rmSync(directory, { recursive: true })
  })
  const { api, apiKey } = await setUp(house.url)
  const path = join(directory, 'watchword.yaml')
  const env = { WATCHWORD_URL: house.url, WATCHWORD_API_KEY: apiKey, HOOK: house.hook.url, SECRET: 'horse-battery-1' }
  const apply = (text: string, ...args: string[]) => {
    writeFileSync(path, text)
    return runWatchword(['apply', '-f', path, ...args], env)
  }
  const file = whole(`${house.url}/healthz`)

  const made = await apply(file)
  assert.deepEqual([made.code, made.errors], [0, ''])
  assert.deepEqual(
    made.lines.filter((line) => line.startsWith('+')),
    [
      '+ quota error a month',
      '+ project Shop',
      '+ quota Shop/error a day',
      '+ channel On call',
      '+ heartbeat Shop/nightly',
      '+ monitor Shop/Front',
      '+ status page acme',
      '+ host acme/status.acme.example',
      '+ uptime policy acme/2026-09-01',
      '+ group acme/Europe',
      '+ component acme/Checkout',
      '+ component acme/Payments',
      '+ report template acme/Slow',
      '+ proposal rule acme/critical, high of Shop',
      '+ proposal rule acme/critical of any project',
      '+ maintenance series acme/Weekly restart',
    ],
  )
  assert.ok(!made.lines.join('\n').includes('horse-battery'), 'what comes from the environment is not shown')
  assert.deepEqual(await apply(file), { code: 0, lines: ['everything: nothing to change'], errors: '' })

  // As the API tells it, apart from all that apply itself believes.
  const [checkout, payments] = await listAll<{ id: string; needs: string[]; groupId: string | null }>(
    api,
    `/status-pages/${(await listAll<{ id: string }>(api, '/status-pages'))[0]?.id}/components`,
  )
  assert.deepEqual([checkout?.needs, typeof checkout?.groupId, payments?.groupId], [[payments?.id], 'string', null])

  const exported = await runWatchword(['export-config', '--name', 'everything'], env)
  assert.deepEqual([exported.code, exported.errors], [0, ''])
  const text = `${exported.lines.join('\n')}\n`
  const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? ''
  const { properties } = (await (await fetch(schema)).json()) as { properties: Record<string, object> }
  assert.ok(properties['monitors'] && properties['pages'], 'the installation has the schema for editors')
  assert.ok(!text.includes('horse-battery'))
  assert.deepEqual(await apply(text, '--plan'), { code: 0, lines: ['everything: nothing to change'], errors: '' })

  const renamed = text
    .replace('afterSeconds: 60', 'afterSeconds: 90')
    .replace('We restart the shop.', 'We restart all of the shop.')
    .replace('- tier:1', '- tier:2')
    .replace('limit: 5000', 'limit: 6000')
    .replace('title: "{{region}} is slow"', 'title: "{{region}} is very slow"')
  const plan = await apply(renamed, '--plan')
  assert.deepEqual(plan, {
    code: 3,
    errors: '',
    lines: [
      '~ quota Shop/error a day',
      '    limit: 5000 → 6000',
      '~ monitor Shop/Front',
      '    labels: + "tier:2", - "tier:1"',
      '~ following of component acme/Checkout',
      '    afterSeconds: 60 → 90',
      '~ report template acme/Slow',
      '    title: "{{region}} is slow" → "{{region}} is very slow"',
      '~ maintenance series acme/Weekly restart',
      '    body: "We restart the shop." → "We restart all of the shop."',
    ],
  })
  assert.deepEqual(await apply(renamed), { ...plan, code: 0 })
  assert.deepEqual(await apply(renamed), { code: 0, lines: ['everything: nothing to change'], errors: '' })

  const emptied = await apply('name: everything\n', '--prune')
  assert.deepEqual([emptied.code, emptied.errors], [0, ''])
  assert.deepEqual(
    emptied.lines.toSorted(),
    [
      // What was written down of it is the file's since it was applied.
      '? project My first project: no longer in the file; delete it in the app, its data goes with it',
      '? project Shop: no longer in the file; delete it in the app, its data goes with it',
      ...made.lines
        .filter((line) => line.startsWith('+ ') && line !== '+ project Shop')
        .map((line) => `-${line.slice(1)}`),
    ].toSorted(),
  )
  for (const path of ['/status-pages', '/quotas', '/notification-channels', '/monitors', '/check-monitors']) {
    assert.deepEqual(await listAll(api, path), [], path)
  }
})

test('a file that cannot be meant, or is made to do harm, changes nothing and says where it is wrong', async (t) => {
  const house = await openHouse()
  const directory = mkdtempSync(join(tmpdir(), 'watchword-apply-'))
  t.after(async () => {
    await house.close()
    rmSync(directory, { recursive: true })
  })
  const { api, apiKey } = await setUp(house.url)
  const path = join(directory, 'watchword.yaml')
  const env = { WATCHWORD_URL: house.url, WATCHWORD_API_KEY: apiKey }
  const page = (components: string) => `name: shop
channels:
  - { name: On call, type: email, address: oncall@example.com }
pages:
  - slug: acme
    name: Acme
    components:
${components}`
  const twice = (n: number) => `*${n === 0 ? 'a' : `b${n - 1}`}`
  const bomb = Array.from({ length: 12 }, (_, n) => `b${n}: &b${n} [${twice(n)}, ${twice(n)}]`).join('\n')
  for (const [text, message] of [
    [
      page('      - { name: A, needs: [B] }\n      - { name: B, needs: [A] }\n'),
      /^line 8, column 27: .* circle: A → B → A$/,
    ],
    [page('      - { name: A, needs: [C] }\n'), /^line 8, column 27: the component acme\/C is neither/],
    [page('      - { name: A, group: Europe }\n'), /^line 8, column 27: the group acme\/Europe is neither/],
    [page('      - { name: A, shown: true }\n'), /^line 8, column 27: pages\.0\.components\.0\.shown: /],
    [page('      - name: A\n        name: B\n'), /^line 9, column 9: Map keys must be unique$/],
    [
      page('      - { name: A }\n').replace('address', 'addres'),
      /^line 3, column 5: .*address is missing\nline 3, column 43: /,
    ],
    [`name: shop\na: &a [x]\n${bomb}\n`, /alias/i],
    [`name: shop\nprojects: ${'['.repeat(100_000)}`, /nested too deeply/],
    [`name: shop\nprojects:\n  - name: "${'a'.repeat(8 * 1024 * 1024)}"\n`, /larger than 8 MiB/],
  ] as const) {
    writeFileSync(path, text)
    const { code, lines, errors } = await runWatchword(['apply', '-f', path], env)
    assert.deepEqual([code, lines], [2, ['']], errors)
    assert.match(errors.trimEnd(), message)
  }
  assert.deepEqual(await listAll(api, '/notification-channels'), [])
  assert.deepEqual(await listAll(api, '/status-pages'), [])
  assert.deepEqual(await listAll(api, '/configurations'), [])
})
