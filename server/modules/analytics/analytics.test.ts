import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { testClock } from '#platform/clock'
import { inPlatformTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { fixedPolicy, presets, type PolicyProfile } from '#platform/policy'
import { createLimiter } from '#platform/rate-limit'
import { callRoute, testServices } from '#testing'
import { inventory } from './index.ts'
import { openHouse } from '../staff/house.fixture.ts'
import { countryOf } from './country.ts'
import { analyticsHead } from './head.ts'
import { routes } from './routes.ts'
import { destroySalts, saltIdAt } from './salts.ts'

const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
/** In a range that the country file knows. */
const address = '193.99.144.80'
const profileOf = (name: string): PolicyProfile => presets[name]!
const hourMs = 3_600_000

type Visit = { headers?: Record<string, string>; from?: string; event?: object; body?: string; method?: string }

/** A site of its own, so that tests do not count each other's visits. */
async function site(profile = profileOf('cabinet'), clock = testClock(new Date('2026-11-21T10:34:56Z'))) {
  const plain = await testServices()
  const host = `www-${newHexKey(6)}.test`
  const services = {
    ...plain,
    now: clock,
    limiter: createLimiter({ now: clock }),
    policy: fixedPolicy(profile),
    config: { ...plain.config, trustProxy: 1, siteUrl: `http://${host}` },
  }
  const visit = ({ headers = {}, from = address, event = {}, body, method = 'POST' }: Visit = {}) => {
    const sent = { n: 'pageview', u: `http://${host}/pricing?plan=team#top`, d: host, r: null, ...event }
    return callRoute(
      services,
      routes,
      new Request(`http://${host}/api/event`, {
        method,
        body: body ?? JSON.stringify(sent),
        headers: { host, 'user-agent': chrome, 'x-forwarded-for': from, 'content-type': 'text/plain', ...headers },
      }),
    )
  }
  const views = () =>
    services.columns.query<Record<string, unknown>>(
      `select * from page_views where site = {host:String} order by path`,
      { host },
    )
  const visitors = async () => {
    const { rows } = await inPlatformTransaction(services, ({ db }) =>
      sql<{ visitor: string }>`select visitor from site_visitors where site = ${host}`.execute(db),
    )
    return rows.map(({ visitor }) => visitor)
  }
  return { services, clock, host, visit, views, visitors }
}

test('a visit leaves the address without its query, the host it came from and the country, and nothing else [CAB-14]', async () => {
  const { host, visit, views } = await site()
  const answer = await visit({ event: { r: 'https://News.Example/item?id=1&user=ada', p: { plan: 'x' }, m: { y: 1 } } })
  assert.equal(answer.status, 202)
  assert.equal(await answer.text(), 'ok')
  assert.equal(answer.headers.get('set-cookie'), null)
  assert.deepEqual(await views(), [
    { at: new Date('2026-11-21T10:00:00Z'), site: host, path: '/pricing', referrer: 'news.example', country: 'DE' },
  ])
})

test('an event in Plausible’s documented shape is taken, as text or as JSON, by long and short names [CAB-14, DSE-17]', async () => {
  const { host, visit, views } = await site()
  const long = {
    name: 'pageview',
    url: `https://${host}/docs/api`,
    domain: host,
    referrer: 'https://example.org/',
    props: { a: 'b' },
  }
  assert.equal(
    (await visit({ body: JSON.stringify(long), headers: { 'content-type': 'application/json' } })).status,
    202,
  )
  assert.equal((await visit()).status, 202)
  assert.equal((await visit({ event: { n: 'Signup' } })).headers.get('x-plausible-dropped'), '1')
  assert.deepEqual(
    (await views()).map(({ path }) => path),
    ['/docs/api', '/pricing'],
  )
  for (const body of ['', '{', '[]', '"pageview"', '{"n":1}', '{}', `{"n":"pageview","d":"${host}"}`]) {
    assert.equal((await visit({ body })).status, 400, body)
  }
  assert.equal((await visit({ body: JSON.stringify({ n: 'x'.repeat(9_000) }) })).status, 413)
})

test('network address and browser of a visit are in no store, and nothing stays in the browser [CAB-14] [CAB-15]', async () => {
  const { services, visit, host } = await site()
  const agent = `${chrome} Canary/${newHexKey(8)}`
  const from = '198.51.100.77'
  const answer = await visit({ from, headers: { 'user-agent': agent } })
  assert.deepEqual(
    [...answer.headers.keys()].filter((name) => /cookie|storage|etag/.test(name)),
    [],
  )
  const tables = inventory.filter(({ store }) => store === 'database').map(({ place }) => place)
  const kept = await inPlatformTransaction(services, ({ db }) =>
    Promise.all(tables.map((table) => sql`select * from ${sql.table(table)}`.execute(db))),
  )
  const views = await services.columns.query(`select * from page_views where site = {host:String}`, { host })
  const all = JSON.stringify([kept.map(({ rows }) => rows), views])
  assert.ok(all.includes(host))
  assert.ok(!all.includes(from) && !all.includes('Canary'))
})

test('a visitor is the same within a day of a site, another one on another site, and another one on the next day [CAB-15]', async () => {
  const first = await site()
  const second = await site(profileOf('cabinet'), first.clock)
  await first.visit()
  await first.visit({ event: { u: `http://${first.host}/` } })
  await second.visit()
  const [today] = await first.visitors()
  assert.equal((await first.visitors()).length, 1)
  assert.notEqual((await second.visitors())[0], today)
  assert.match(today ?? '', /^[0-9a-f]{32}$/)
  await first.visit({ headers: { 'user-agent': `${chrome} other` } })
  await first.visit({ from: '203.0.113.9' })
  assert.equal((await first.visitors()).length, 3)
  first.clock.advance(24 * hourMs)
  await first.visit()
  const all = await first.visitors()
  assert.equal(all.length, 4, 'the same visitor is a new one')
  await destroySalts(first.services)
  assert.deepEqual((await first.visitors()).length, 1)
  assert.ok(!(await first.visitors()).includes(today ?? ''))
})

for (const profile of Object.values(presets)) {
  test(`${profile.preset}: no salt and no hash is older than the ${profile.retention.saltHours} hours that are published, and the counts stay [CAB-15]`, async () => {
    const clock = testClock(new Date('2031-03-01T00:00:00Z'))
    const cookieless = { ...profile, analytics: { mode: 'cookieless' as const } }
    const { services, host, visit, visitors } = await site(cookieless, clock)
    const oldest = async () => {
      const { rows } = await inPlatformTransaction(services, ({ db }) =>
        sql<{ at: Date | null }>`select min(created_at) as at from analytics_salts`.execute(db),
      )
      return rows[0]?.at ?? null
    }
    const maxMs = profile.retention.saltHours * hourMs
    for (let step = 0; step < 60; step++) {
      if (step % 7 === 0) assert.equal((await visit()).status, 202)
      // As often as the schedule comes, at the latest.
      clock.advance(hourMs - 600_000)
      await destroySalts(services)
      clock.advance(600_000)
      await destroySalts(services)
      const at = await oldest()
      if (at) assert.ok(clock().getTime() - at.getTime() <= maxMs, `${step}: ${at.toISOString()}`)
    }
    clock.advance(24 * hourMs)
    await destroySalts(services)
    assert.equal(await oldest(), null)
    assert.deepEqual(await visitors(), [])
    const { rows } = await inPlatformTransaction(services, ({ db }) =>
      sql<{ visitors: number }>`select visitors::int as visitors from site_visitor_days where site = ${host}`.execute(
        db,
      ),
    )
    assert.ok(rows.length >= 3)
    for (const { visitors: count } of rows) assert.ok(count >= 1)
  })
}

test('salts are random: two that were made for the same day have nothing in common, and none can be derived [CAB-15]', async () => {
  const { services, visit } = await site()
  const read = async () => {
    const { rows } = await inPlatformTransaction(services, ({ db, now }) =>
      sql<{ salt: string }>`select salt from analytics_salts where id = ${saltIdAt(now(), 48)}`.execute(db),
    )
    return rows.map(({ salt }) => salt)
  }
  await visit()
  const [first = ''] = await read()
  assert.ok(Buffer.from(first, 'base64url').length >= 32)
  services.now = testClock(new Date('2026-11-23T00:00:00Z'))
  await destroySalts(services)
  services.now = testClock(new Date('2026-11-21T10:00:00Z'))
  await visit()
  assert.notDeepEqual(await read(), [first])
})

for (const [what, headers] of [
  ['says Sec-GPC', { 'sec-gpc': '1' }],
  ['says DNT', { dnt: '1' }],
  ['is a robot', { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' }],
  ['has no name', { 'user-agent': '' }],
  ['loads ahead', { 'sec-purpose': 'prefetch;prerender' }],
] as const) {
  test(`a browser that ${what} is not counted`, async () => {
    const { visit, views, visitors } = await site()
    const answer = await visit({ headers })
    assert.equal(answer.status, 202)
    assert.equal(answer.headers.get('x-plausible-dropped'), '1')
    assert.deepEqual([await views(), await visitors()], [[], []])
  })
}

test('pages of the app, of status pages and of others are not counted, nor is what another site makes a browser send', async () => {
  const { host, visit, views } = await site()
  for (const path of ['/app', '/app/acme/incidents', '/status/acme', '/api/openapi.json', '/privacy/request/secret']) {
    assert.equal((await visit({ event: { u: `http://${host}${path}` } })).headers.get('x-plausible-dropped'), '1', path)
  }
  assert.equal((await visit({ event: { u: 'http://acme.localhost/', d: 'acme.localhost' } })).status, 400)
  assert.equal((await visit({ event: { u: 'http://evil.example/' } })).status, 400)
  assert.equal((await visit({ event: { d: 'evil.example' } })).status, 400)
  assert.equal((await visit({ event: { u: 'javascript:alert(1)' } })).status, 400)
  assert.equal((await visit({ headers: { origin: 'https://evil.example' } })).status, 403)
  assert.equal((await visit({ headers: { origin: `http://${host}` } })).status, 202)
  assert.equal((await views()).length, 1)
})

test('what looks like an id or a secret in a path is not kept', async () => {
  const { host, visit, views } = await site()
  const secret = `/x/${newHexKey(16)}a1/ada@example.com/4111111111111111`
  await visit({ event: { u: `http://${host}${secret}` } })
  assert.deepEqual(
    (await views()).map(({ path }) => path),
    ['/x/*/*/[card number removed]'],
  )
})

test('one sender cannot fill the table: after 120 events in a minute it is told to wait', async () => {
  const { visit } = await site()
  const answers = await Promise.all(Array.from({ length: 125 }, () => visit({ headers: { dnt: '1' } })))
  assert.equal(answers.filter(({ status }) => status === 429).length, 5)
  assert.equal((await visit({ from: '203.0.113.10', headers: { dnt: '1' } })).status, 202)
})

for (const profile of Object.values(presets)) {
  const counts = profile.analytics.mode === 'cookieless'
  test(`${profile.preset}: ${counts ? 'visits are counted by a script of our own' : 'nothing is counted, and there is nothing to send it to'} [DSE-17]`, async () => {
    const { services, visit, views, host } = await site(profile)
    const get = (path: string) =>
      callRoute(services, routes, new Request(`http://${host}${path}`, { headers: { host } }))
    assert.equal((await visit()).status, counts ? 202 : 404)
    assert.equal((await views()).length, counts ? 1 : 0)
    assert.equal((await get('/js/script.js')).status, counts ? 200 : 404)
    // No preset names a measurement, so none loads Google.
    assert.equal((await get('/js/home-analytics.js')).status, 404)
    const head = analyticsHead(profile, { path: '/', siteUrl: 'http://www.test' })
    assert.deepEqual(head, { scripts: counts ? ['/js/script.js'] : [], notice: null })
  })
}

test('Google is asked for on the home page alone, of a site with an address of its own, once its id is named [OPS-14]', () => {
  const profile = { analytics: { mode: 'ga4-homepage' as const, measurementId: 'G-TEST1234' } }
  const siteUrl = 'http://www.test'
  assert.deepEqual(analyticsHead(profile, { path: '/', siteUrl }).scripts, ['/js/home-analytics.js'])
  const none = { scripts: [], notice: null }
  for (const path of ['/pricing', '/docs', '/privacy', '/app', '/status/acme']) {
    assert.deepEqual(analyticsHead(profile, { path, siteUrl }), none, path)
  }
  assert.deepEqual(analyticsHead(profile, { path: '/', siteUrl: null }), none, 'the app would get the cookies')
  const unnamed = { analytics: { ...profile.analytics, measurementId: null } }
  assert.deepEqual(analyticsHead(unnamed, { path: '/', siteUrl }), none)
})

test('a country is found without asking anybody, for both kinds of address, and none for what has none', async () => {
  assert.equal(await countryOf('8.8.8.8'), 'US')
  assert.equal(await countryOf('::ffff:193.99.144.80'), 'DE')
  assert.equal(await countryOf('2001:4860:4860::8888'), 'US')
  for (const nowhere of ['127.0.0.1', '::1', '192.0.2.1', 'unknown', ''])
    assert.equal(await countryOf(nowhere), '', nowhere)
})

test('those who run the installation see days, pages, hosts and countries, and nobody else does', async (t: TestContext) => {
  const host = `www-${newHexKey(6)}.test`
  const plain = await testServices()
  const change = {
    policy: fixedPolicy({ ...profileOf('cabinet'), csrf: 'fetch-metadata' }),
    config: { ...plain.config, signUp: 'open' as const, trustProxy: 1, siteUrl: `http://${host}` },
    now: testClock(new Date('2033-05-06T10:00:00Z')),
  }
  const house = await openHouse(t, { change })
  for (const [path, from] of [
    ['/', address],
    ['/', '8.8.8.8'],
    ['/pricing', address],
  ] as const) {
    const event = { n: 'pageview', u: `http://${host}${path}`, d: host, r: 'https://news.example/' }
    const request = new Request(`http://${host}/api/event`, {
      method: 'POST',
      body: JSON.stringify(event),
      headers: { host, 'user-agent': chrome, 'x-forwarded-for': from },
    })
    assert.equal((await callRoute(house.services, routes, request)).status, 202)
  }
  const query = '/staff/analytics?from=2033-05-06&to=2033-05-06'
  const staff = await house.browser(house.root)
  const { status, body } = await staff.send('GET', query)
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual(body, {
    mode: 'cookieless',
    days: [{ day: '2033-05-06', views: 3, visitors: 2 }],
    pages: [
      { path: '/', views: 2 },
      { path: '/pricing', views: 1 },
    ],
    referrers: [{ host: 'news.example', views: 3 }],
    countries: [
      { country: 'DE', views: 2 },
      { country: 'US', views: 1 },
    ],
  })
  const stranger = await house.browser(await house.person('Stranger', { protect: true }))
  assert.equal((await stranger.send('GET', query)).status, 403)
  assert.equal((await (await house.browser()).send('GET', query)).status, 401)
  assert.equal((await staff.send('GET', '/staff/analytics?from=2033-05-07&to=2033-05-06')).status, 400)
  assert.equal((await staff.send('GET', '/staff/analytics?from=yesterday&to=2033-05-06')).status, 400)
})
