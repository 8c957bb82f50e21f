import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKuma, readKuma } from './read-kuma.ts'

const now = new Date('2026-11-22T12:00:00Z')

const http = {
  ...{ id: 1, name: 'Shop', type: 'http', url: 'https://ada:s3cret@shop.example/', method: 'GET', active: 1 },
  ...{ interval: 60, retryInterval: 30, maxretries: 2, maxredirects: 10, upsideDown: false, ignoreTls: true },
  ...{ accepted_statuscodes: ['200-299', '304'], expiryNotification: true, parent: 9 },
  ...{ headers: '{"X-Token":"abc","Accept":"text/html"}', tags: [{ name: 'team', value: 'shop floor' }] },
}

function backup(...monitorList: object[]) {
  return { version: '1.23.16', notificationList: [{ id: 1, name: 'Mail' }], proxyList: [], monitorList }
}

test('a monitor of Uptime Kuma becomes a check with the same settings', () => {
  const { monitors, skipped } = readKuma(backup(http, { id: 9, name: 'Europe', type: 'group' }), now)
  assert.equal(monitors.length, 1)
  assert.partialDeepStrictEqual(monitors[0], {
    ...{ kind: 'check', name: 'Shop', paused: false, groupName: 'Europe', labels: ['team:shop-floor'] },
    ...{ intervalSeconds: 60, retrySeconds: 30, failuresToOpen: 3, timeoutMs: 10_000 },
    spec: {
      ...{ type: 'http', url: 'https://shop.example/', maxRedirects: 5, certificateDays: 14 },
      auth: { kind: 'basic', user: 'ada', password: 's3cret' },
      headers: [
        { name: 'X-Token', value: 'abc', isSecret: true },
        { name: 'Accept', value: 'text/html', isSecret: false },
      ],
      statuses: [
        { from: 200, to: 299 },
        { from: 304, to: 304 },
      ],
    },
    notes: ['a certificate that is not valid is not overlooked here', 'five redirects are followed at most'],
  })
  assert.deepEqual(
    skipped.map(({ what, name }) => [what, name]),
    [['file', 'notificationList (1)']],
  )
})

test('each kind of check that there is has its counterpart, and the others are left out with a reason', () => {
  const list = [
    { id: 1, name: 'Words', type: 'keyword', url: 'https://a.example', keyword: 'down', invertKeyword: true },
    { id: 2, name: 'Json', type: 'json-query', url: 'https://a.example', jsonPath: '$.ok', expectedValue: 'true' },
    { id: 3, name: 'Jsonata', type: 'json-query', url: 'https://a.example', jsonPath: '$count(a)', expectedValue: '1' },
    { id: 4, name: 'Port', type: 'port', hostname: 'db.example', port: 5432 },
    { id: 5, name: 'Ping', type: 'ping', hostname: 'db.example', upsideDown: true },
    { id: 6, name: 'Dns', type: 'dns', hostname: 'a.example', port: 53, dns_resolve_server: '1.1.1.1,8.8.8.8' },
    { id: 7, name: 'Pg', type: 'postgres', databaseConnectionString: 'postgres://u:p%40ss@db.example:5433/shop' },
    { id: 8, name: 'Steam', type: 'steam', hostname: 'a.example', port: 27015 },
    { id: 9, name: 'Port of nothing', type: 'port', hostname: 'db.example' },
    { id: 10, name: 'OAuth', type: 'http', url: 'https://a.example', authMethod: 'oauth2-cc' },
    { name: 'Nameless' },
  ]
  const { monitors, skipped } = readKuma({ monitorList: list }, now)
  const specs = Object.fromEntries(monitors.map((each) => [each.name, each.kind === 'check' ? each.spec : undefined]))
  assert.partialDeepStrictEqual(specs, {
    Words: { type: 'http', keyword: { text: 'down', expect: 'absent' } },
    Json: { type: 'http', json: [{ path: '$.ok', operator: '==', value: 'true' }] },
    Port: { type: 'tcp', host: 'db.example', port: 5432 },
    Ping: { type: 'ping', inverted: true },
    Dns: { type: 'dns', name: 'a.example', recordType: 'A', resolver: { host: '1.1.1.1', port: 53 } },
    Pg: { type: 'postgres', host: 'db.example', port: 5433, user: 'u', password: 'p@ss', database: 'shop' },
  })
  assert.deepEqual(
    skipped.map(({ name }) => name),
    ['', 'Jsonata', 'Steam', 'Port of nothing', 'OAuth'],
  )
  assert.match(skipped.at(-1)?.reason ?? '', /signs in by oauth2-cc/)
})

test('a push monitor becomes a heartbeat, a paused one stays paused, and both are told again by their mark', () => {
  const push = { id: 4, name: 'Nightly backup', type: 'push', interval: 3_601, active: false, pushToken: 'secret' }
  const once = readKuma({ monitorList: { 4: push } }, now).monitors[0]
  assert.partialDeepStrictEqual(once, { kind: 'heartbeat', everyMinutes: 61, paused: true })
  assert.match(once?.mark ?? '', /^nightly-backup-[a-z0-9]{6}$/)
  assert.equal(readKuma({ monitorList: [push] }, now).monitors[0]?.mark, once?.mark)
  assert.notEqual(readKuma({ monitorList: [{ ...push, name: 'Another' }] }, now).monitors[0]?.mark, once?.mark)
  assert.doesNotMatch(JSON.stringify(once), /secret/)
})

test('a status page brings its groups and what they show, whichever way it was saved', () => {
  const publicGroupList = [
    { id: 2, name: 'Back', weight: 2, monitorList: [{ id: 1, name: 'Shop' }] },
    { id: 1, name: 'Front', weight: 1, monitorList: [{ id: 1 }, { id: 5, name: 'Mail' }] },
  ]
  const config = { id: 1, slug: 'Acme', title: 'Acme status', description: 'All of it' }
  for (const document of [
    { monitorList: [http], config, publicGroupList },
    { monitorList: { 1: http }, statusPageList: { 1: { ...config, publicGroupList } } },
  ]) {
    assert.ok(isKuma(document))
    const [page] = readKuma(document, now).pages
    assert.partialDeepStrictEqual(page, { name: 'Acme status', slug: 'acme', description: 'All of it' })
    assert.deepEqual(page?.order, ['group 1', 'group 2'])
    assert.deepEqual(
      page?.components.map(({ name, groupSourceId }) => [name, groupSourceId]),
      [
        ['Shop', 'group 1'],
        ['Mail', 'group 1'],
        ['Shop', 'group 2'],
      ],
    )
  }
  assert.equal(isKuma({ page: {} }), false)
})

const page = { id: 7, slug: 'acme', publicGroupList: [{ id: 1, name: 'Shop', monitorList: [{ id: 1 }, { id: 2 }] }] }
const range = (start: string, end: string) => ({
  strategy: 'single',
  dateRange: [start, end],
  timezone: 'Europe/Berlin',
})
const clock = (from: number, until: number) => [from, until].map((hours) => ({ hours, minutes: 30, seconds: 0 }))
const read = (...maintenanceList: object[]) => readKuma({ statusPageList: [page], maintenanceList }, now)

test('a single maintenance becomes a window, in the local time of its zone, as far as it has come', () => {
  const one = { id: 4, title: 'New disks', description: 'We change disks.', monitors: [{ id: 1, name: 'Shop' }] }
  const windows = [
    { ...one, ...range('2026-12-01 02:00:00', '2026-12-01 04:00:00') },
    { ...one, id: 5, ...range('2026-11-22 12:30:00', '2026-11-22 14:00:00') },
    { ...one, id: 6, monitors: [2], ...range('2026-07-01 02:00', '2026-07-01 04:00') },
  ]
  const [acme] = read(...windows).pages
  assert.deepEqual(
    acme?.maintenances.map(({ status, scheduledFor, scheduledUntil }) => [status, scheduledFor, scheduledUntil]),
    [
      ['scheduled', new Date('2026-12-01T01:00:00Z'), new Date('2026-12-01T03:00:00Z')],
      ['in_progress', new Date('2026-11-22T11:30:00Z'), new Date('2026-11-22T13:00:00Z')],
      ['completed', new Date('2026-07-01T00:00:00Z'), new Date('2026-07-01T02:00:00Z')],
    ],
  )
  assert.deepEqual(
    acme?.maintenances.map(({ componentSourceIds, monitorSourceIds }) => [componentSourceIds, monitorSourceIds]),
    [
      [['monitor 1 1'], ['1']],
      [['monitor 1 1'], ['1']],
      [['monitor 1 2'], ['2']],
    ],
  )
  assert.deepEqual(
    acme?.components.map(({ status }) => status),
    ['under_maintenance', 'operational'],
  )
  assert.equal(acme?.maintenances[0]?.updates[0]?.body, 'We change disks.')
})

test('a maintenance that comes again becomes a series, from its next day on', () => {
  const common = {
    title: 'Nightly',
    timeRange: clock(23, 1),
    timezone: 'Europe/Berlin',
    dateRange: ['2026-01-05 00:00:00'],
  }
  const { pages, skipped } = read(
    { id: 1, ...common, strategy: 'recurring-weekday', weekdays: [1, 3, 0] },
    { id: 2, ...common, strategy: 'recurring-day-of-month', daysOfMonth: [1, 'lastDay1'] },
    {
      id: 3,
      ...common,
      strategy: 'recurring-interval',
      intervalDay: 10,
      dateRange: ['2026-01-05', '2027-01-01 00:00'],
    },
  )
  assert.deepEqual(
    pages[0]?.series?.map(({ rule, startsLocal, durationMinutes }) => [rule, startsLocal, durationMinutes]),
    [
      ['FREQ=WEEKLY;BYDAY=MO,WE,SU', '2026-11-22T23:30', 120],
      ['FREQ=MONTHLY;BYMONTHDAY=1,-1', '2026-11-22T23:30', 120],
      // Ten days from the fifth of January on, and so on.
      ['FREQ=DAILY;INTERVAL=10;UNTIL=20270101', '2026-12-01T23:30', 120],
    ],
  )
  assert.deepEqual(skipped, [])
})

test('a maintenance that cannot be taken over is said with its reason', () => {
  const { pages, skipped } = read(
    { id: 1, title: 'Off', active: false, ...range('2026-12-01 02:00', '2026-12-01 04:00') },
    { id: 2, title: 'By hand', strategy: 'manual', active: true },
    { id: 3, title: 'Crontab', strategy: 'cron', cron: '0 2 * * *' },
    { id: 4, title: 'No times', strategy: 'single' },
    { id: 5, title: 'Backwards', ...range('2026-12-01 04:00', '2026-12-01 02:00') },
    { id: 6, title: 'For ever', ...range('2026-12-01 04:00', '2027-12-01 02:00') },
    {
      id: 7,
      title: 'Gone',
      strategy: 'recurring-interval',
      timeRange: clock(1, 2),
      dateRange: ['2025-01-01', '2025-02-01'],
    },
    { id: 8, title: 'Never', strategy: 'recurring-weekday', weekdays: [], timeRange: clock(1, 2) },
    { id: 9, title: 'No such day', strategy: 'recurring-day-of-month', daysOfMonth: [99], timeRange: clock(1, 2) },
    { id: 10, title: 'Elsewhere', statusPages: [{ id: 8 }], ...range('2026-12-01 02:00', '2026-12-01 04:00') },
    { title: 'Nameless' },
  )
  assert.deepEqual(pages[0]?.maintenances, [])
  assert.deepEqual(pages[0]?.series, [])
  const titles = ['Off', 'By hand', 'Crontab', 'No times', 'Backwards', 'For ever', 'Gone', 'Never', 'No such day']
  assert.deepEqual(
    skipped.map(({ what, name }) => [what, name]),
    [...titles, '', 'Elsewhere'].map((name) => ['maintenance', name]),
  )
  const named = read({ id: 11, title: 'Here', statusPages: [7], ...range('2026-12-01 02:00', '2026-12-01 04:00') })
  assert.equal(named.pages[0]?.maintenances.length, 1)
})
