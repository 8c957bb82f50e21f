import assert from 'node:assert/strict'
import { request } from 'node:http'
import { basename } from 'node:path'
import test from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import ICAL from 'ical.js'
import { Statuspage } from 'statuspage.io'
import { endpoints as workspaceEndpoints } from '#modules/workspaces'
import { inTransaction } from '#platform/database'
import { unavailable } from '#platform/errors'
import type { Context, Services } from '#platform/context'
import { createApp, listen, type Listener } from '#platform/http'
import { call, eventually, testContext } from '#testing'
import { forgetSnapshot, peekShown } from '../snapshot-cache.ts'
import { busySnapshot } from '../snapshot.fixture.ts'
import { inventory } from '../../../app.ts'
import { endpoints } from '../routes.ts'
import { createdPage, createdReport, patch, post, remove, visit, type TestPage } from '../test-support.ts'
import { createDirectPages } from './direct-pages.ts'
import { apiPaths, filePaths, languagePrefixes } from './forms.ts'
import { findKept, keepPage, keptDirectory } from './keep-pages.ts'
import { routes } from './routes.ts'
import { dropGonePages, sweepKeptPages } from './schedules.ts'

/** The database can be taken away; everything else is real. */
function withSwitch(ctx: Context): { services: Services; take(): void; giveBack(): void; passMs(ms: number): void } {
  let down = false
  let nowMs = ctx.now().getTime()
  const kysely = new Proxy(ctx.database.kysely, {
    get(target, name) {
      if (down && name === 'transaction') throw unavailable('the database is not reachable at the moment')
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return {
    services: { ...ctx, database: { ...ctx.database, kysely }, now: () => new Date(nowMs) },
    take: () => void (down = true),
    giveBack: () => void (down = false),
    passMs: (ms) => void (nowMs += ms),
  }
}

test('after a restart without a database the page is read from the disk, and says as of when it is', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await createdReport(ctx, page, { title: 'Kept "for" <later>, 2026-11-21T09:40:00.000Z' })
  const before = withSwitch(ctx)
  const summary = await (await visit(before.services, `${page.web}/api/v2/summary.json`)).text()
  await eventually('the page on the disk', () => findKept(ctx, page.slug))
  const restarted = withSwitch(ctx)
  restarted.take()
  const html = await visit(restarted.services, page.web)
  assert.equal(html.status, 200)
  assert.match(await html.text(), /It shows what was known as of/)
  const again = await visit(restarted.services, `${page.web}/api/v2/summary.json`)
  assert.equal(await again.text(), summary)
  restarted.giveBack()
  restarted.passMs(5_000)
  await eventually(
    'the present page',
    async () => !/as of/.test(await (await visit(restarted.services, page.web)).text()),
  )
})

test('what is no longer public is no longer on the disk', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await visit(ctx, page.web)
  await eventually('the page on the disk', () => findKept(ctx, page.slug))
  await call(ctx, endpoints, 'PUT', `${page.api}/access`, { kind: 'unpublished' })
  await visit(ctx, page.web)
  await eventually('no page on the disk', async () => (await findKept(ctx, page.slug)) === undefined)
})

test('a copy of a page that was deleted while this process did not look is swept', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const other: Services = { ...ctx, database: { ...ctx.database } }
  await visit(ctx, page.web)
  await eventually('the page on the disk', () => findKept(ctx, page.slug))
  assert.equal((await remove(ctx, page.api)).status, 204)
  await eventually('no page on the disk', async () => (await findKept(ctx, page.slug)) === undefined)
  const kept = { workspaceId: ctx.workspaceId, snapshot: busySnapshot() }
  await keepPage(ctx, page.slug, kept)
  await sweepKeptPages(other)
  assert.equal(await findKept(ctx, page.slug), undefined)
})

test('pages of a workspace that is deleted leave the disk at the next look, within a minute', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await visit(ctx, page.web)
  await eventually('the page on the disk', () => findKept(ctx, page.slug))
  const { slug } = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('workspaces').select('slug').where('id', '=', ctx.workspaceId).executeTakeFirstOrThrow(),
  )
  const deletion = await call(ctx, workspaceEndpoints, 'DELETE', '/workspace', { slug })
  assert.ok(deletion.ok, await deletion.text())
  // As a process that has not read the page since it was started.
  await dropGonePages({ ...ctx, database: { ...ctx.database } })
  assert.equal(await findKept(ctx, page.slug), undefined)
})

test('the inventory knows the pages on the disk', () => {
  const entry = inventory.find(({ store, place }) => store === 'files' && place === 'pages')
  assert.equal(entry?.category, 'C18')
  assert.equal(basename(keptDirectory({ config: { dataDir: '/data' } as Services['config'] })), entry?.place)
})

test('what another process publishes is there within a second, without waiting for a reader [OPS-20]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  // A copy of the handle is what another process has: nothing of its memory is shared.
  const other: Services = { ...ctx, database: { ...ctx.database } }
  await visit(other, `${page.web}/api/v2/status.json`)
  const startedMs = performance.now()
  await patch(ctx, `/components/${page.components[0]}`, { status: 'major_outage' })
  await eventually('the change', () =>
    Promise.resolve(peekShown(other, page.slug)?.snapshot.headline.indicator === 'major'),
  )
  const tookMs = performance.now() - startedMs
  assert.ok(tookMs < 1_500, `${Math.round(tookMs)} ms, of which the change itself is a part`)
})

/** Unpublished, private and hidden things × every form in which a page can be read. */
const forms = [
  ...languagePrefixes.flatMap((prefix) => [prefix || '/', `${prefix}/history`, `${prefix}/history/2026-11`]),
  ...apiPaths,
  ...filePaths,
]

async function answersOf(services: Services, web: string, extra: string[] = []): Promise<string[]> {
  const answers: string[] = []
  for (const path of [...forms, ...extra]) {
    const answer = await visit(services, web + (path === '/' ? '' : path))
    const headers = [...answer.headers].filter(([name]) => name !== 'x-request-id').toSorted()
    answers.push(JSON.stringify([path, answer.status, headers, await answer.text()]))
  }
  return answers
}

test('T-07: unpublished and private pages are the 404 of a page that never was, in every form', async () => {
  const ctx = await testContext()
  const never = await answersOf(ctx, '/status/there-is-no-such-page')
  assert.ok(never.every((answer) => JSON.parse(answer)[1] === 404))
  for (const access of [{ kind: 'unpublished' }, { kind: 'members' }, { kind: 'ranges', ranges: ['203.0.113.7/32'] }]) {
    const page = await createdPage(ctx)
    // It was public, was read, and is in memory and on the disk when it is taken away.
    assert.equal((await visit(ctx, page.web)).status, 200)
    const set = await call(ctx, endpoints, 'PUT', `${page.api}/access`, access)
    assert.equal(set.status, 200, await set.clone().text())
    assert.deepEqual(await answersOf(ctx, page.web), never, access.kind)
  }
})

test('T-07: a page with a password asks people for it, and to programs it is the 404 of a page that never was', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const direct = await serve(ctx, true)
  try {
    // Read until it is answered straight from memory, where nobody is asked for anything.
    for (let round = 0; round < 3; round += 1) await send(direct.port, { path: page.web })
    await call(ctx, endpoints, 'PUT', `${page.api}/access`, { kind: 'password', password: 'correct horse battery' })
    const [asked] = JSON.parse(await send(direct.port, { path: page.web }))
    assert.equal(asked, 401)
    const basic = `Basic ${Buffer.from('any:correct horse battery').toString('base64')}`
    const read = await send(direct.port, { path: page.web, headers: { authorization: basic } })
    assert.equal(JSON.parse(read)[0], 200)
    assert.match(read, /"private, no-store"/)
    for (const path of [...apiPaths, ...filePaths]) {
      const [status, headers] = JSON.parse(await send(direct.port, { path: page.web + path }))
      const never = JSON.parse(await send(direct.port, { path: `/status/there-is-no-such-page${path}` }))
      assert.deepEqual([status, headers], never.slice(0, 2), path)
    }
  } finally {
    await direct.close()
  }
})

test('T-07: a hidden component is in no form of the page, by name or id, whatever reports and windows say of it', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx, ['Website', 'Zanzibar vault'])
  const [, hidden] = page.components
  const report = await createdReport(ctx, page, { components: [{ id: hidden, status: 'major_outage' }] })
  assert.equal((await patch(ctx, `/components/${hidden}`, { hidden: true })).status, 200)
  const all = await answersOf(ctx, page.web, [`/reports/${report.id}`])
  assert.ok(all.every((answer) => JSON.parse(answer)[1] === 200))
  for (const answer of all) assert.ok(!answer.includes('Zanzibar') && !answer.includes(`${hidden}`), answer)
})

/** On a socket of its own, as in production: the direct way first, then the framework. */
async function serve(services: Services, ready: boolean): Promise<Listener> {
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const app = createApp(services, {
    endpoints: [],
    routes,
    authenticate,
    ...(ready && { ready: createDirectPages(services) }),
  })
  return listen(app, { port: 0, host: '127.0.0.1' })
}

type Sent = { path: string; method?: string; headers?: Record<string, string> }

function send(port: number, { path, method = 'GET', headers = {} }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, path, method, headers }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => {
        const kept = Object.entries(incoming.headers)
          .filter(
            ([name]) =>
              !['date', 'x-request-id', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'].includes(
                name,
              ),
          )
          .toSorted()
        resolve(JSON.stringify([incoming.statusCode, kept, Buffer.concat(chunks).toString('base64')]))
      })
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

test('straight from memory the answer is the same, byte for byte, in every form, encoding and condition', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await createdReport(ctx, page)
  const [plain, direct] = [await serve(ctx, false), await serve(ctx, true)]
  try {
    const host = `${page.slug}.localhost`
    const places = [
      { base: page.web, headers: {} },
      { base: '', headers: { host } },
    ]
    for (const { base, headers } of places) {
      for (const path of ['/', '/de', '/history', ...apiPaths, ...filePaths]) {
        const at = base + (path === '/' && base !== '' ? '' : path)
        for (const accept of ['br', 'gzip, deflate, br', 'gzip;q=0.5', 'identity', 'br;q=0, gzip']) {
          const sent = { path: at, headers: { ...headers, 'accept-encoding': accept } }
          const expected = await send(plain.port, sent)
          assert.equal(await send(direct.port, sent), expected, `${at} ${accept}`)
          const [, given] = JSON.parse(expected)
          const etag: string = Object.fromEntries(given).etag
          const known = { path: at, headers: { ...sent.headers, 'if-none-match': etag } }
          const unchanged = await send(direct.port, known)
          assert.equal(JSON.parse(unchanged)[0], 304)
          assert.equal(unchanged, await send(plain.port, known), `${at} ${accept} 304`)
        }
        const head = { path: at, method: 'HEAD', headers }
        assert.equal(await send(direct.port, head), await send(plain.port, head))
      }
    }
    for (const path of [`${page.web}/nothing`, `${page.web}/api/v2/subscribers.json`, '/status/', `${page.web}?x=1`]) {
      const [status] = JSON.parse(await send(direct.port, { path }))
      assert.equal(status, JSON.parse(await send(plain.port, { path }))[0], path)
    }
  } finally {
    await plain.close()
    await direct.close()
  }
})

test('while pages change under load no answer is torn: each is one of the states that there were', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const direct = await serve(ctx, true)
  try {
    const seen = new Set<string>()
    const running = new AbortController()
    const readers = Array.from({ length: 8 }, async () => {
      while (!running.signal.aborted) {
        const [status, , body] = JSON.parse(await send(direct.port, { path: `${page.web}/api/v2/summary.json` }))
        assert.equal(status, 200)
        const parsed = JSON.parse(Buffer.from(body, 'base64').toString())
        const [first] = parsed.components
        const words = first.status === 'operational' ? 'All Systems Operational' : 'Partial System Outage'
        assert.equal(parsed.status.description, words)
        seen.add(first.status)
      }
    })
    for (let round = 0; round < 6; round += 1) {
      const status = round % 2 === 0 ? 'major_outage' : 'operational'
      assert.equal((await patch(ctx, `/components/${page.components[0]}`, { status })).status, 200)
    }
    running.abort()
    await Promise.all(readers)
    assert.deepEqual([...seen].toSorted(), ['major_outage', 'operational'])
  } finally {
    await direct.close()
  }
})

async function planned(ctx: Context, page: TestPage & { components: string[] }): Promise<void> {
  const startsAt = new Date(ctx.now().getTime() + 86_400_000)
  const answer = await post(ctx, `${page.api}/maintenance-windows`, {
    title: 'Move, to a "new" database; soon',
    body: 'Reports will be read-only.',
    scheduledFor: startsAt.toISOString().slice(0, 16),
    durationMinutes: 60,
    componentIds: page.components,
  })
  assert.equal(answer.status, 201, await answer.clone().text())
}

test('the npm client of Statuspage reads everything that it knows to ask for', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await createdReport(ctx, page, { components: [{ id: page.components[0], status: 'partial_outage' }] })
  await planned(ctx, page)
  const listener = await serve(ctx, true)
  try {
    const client = new Statuspage('ignored')
    client.setApiUrl(`http://127.0.0.1:${listener.port}${page.web}`)
    const { api } = client
    const summary = await api.getSummary()
    assert.equal(summary.incidents[0]?.name, 'Checkout is slow')
    assert.equal(summary.scheduled_maintenances.length, 1)
    assert.equal((await api.getStatus()).status.indicator, 'minor')
    assert.equal((await api.getComponents()).components.length, 2)
    assert.equal((await api.incidents.getAll()).incidents.length, 1)
    assert.equal((await api.incidents.getUnresolved()).incidents.length, 1)
    assert.equal((await api.scheduledMaintenances.getUpcoming()).scheduled_maintenances.length, 1)
  } finally {
    await listener.close()
  }
})

test('feeds are well-formed and complete for an XML parser, and the calendar for an independent library', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await createdReport(ctx, page, { title: 'Ümläute & <b>"quotes"</b> ]]>', body: 'Line one\n\nLine, two; \\ three' })
  await planned(ctx, page)
  const parser = new XMLParser({ ignoreAttributes: false })
  const read = async (path: string): Promise<string> => (await visit(ctx, page.web + path)).text()
  for (const path of ['/history.atom', '/history.rss'])
    assert.equal(XMLValidator.validate(await read(path)), true, path)
  const { feed } = parser.parse(await read('/history.atom'))
  assert.equal(feed.entry.length, 2)
  for (const entry of feed.entry) {
    // RFC 4287 §4.1.2: what an entry must have.
    assert.ok(URL.canParse(entry.id) && !Number.isNaN(Date.parse(entry.updated)) && entry.title)
  }
  const titles = new Set(feed.entry.map((entry: { title: string }) => entry.title))
  assert.ok(
    titles.has('Ümläute &amp; &lt;b&gt;&quot;quotes&quot;&lt;/b&gt; ]]&gt;') ||
      titles.has('Ümläute & <b>"quotes"</b> ]]>'),
  )
  const { rss } = parser.parse(await read('/history.rss'))
  assert.equal(rss.channel.item.length, 2)
  for (const item of rss.channel.item) assert.ok(!Number.isNaN(Date.parse(item.pubDate)) && URL.canParse(item.link))
  const calendar = new ICAL.Component(ICAL.parse(await read('/maintenance.ics')))
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event))
  assert.equal(events.length, 1)
  const [event] = events
  assert.ok(event && event.endDate.toJSDate() > event.startDate.toJSDate())
  assert.match(event.uid, /@/)
})

test('a page that is forgotten while nobody has read it costs nothing and breaks nothing', async () => {
  const ctx = await testContext()
  forgetSnapshot(ctx, 'nobody-has-read-this')
  assert.equal(peekShown(ctx, 'nobody-has-read-this'), undefined)
})

test('a static copy has every form as a file, says as of when it is, and leads back for what files cannot do', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  const answer = await call(ctx, endpoints, 'GET', `${page.api}/static-copy`)
  assert.equal(answer.status, 200)
  const { files } = await answer.json()
  const byPath = new Map<string, string>(files.map((file: { path: string; body: string }) => [file.path, file.body]))
  for (const path of [...apiPaths, ...filePaths]) assert.ok(byPath.has(path.slice(1)), path)
  assert.equal(byPath.get('api/v2/summary.json'), await (await visit(ctx, `${page.web}/api/v2/summary.json`)).text())
  const html = byPath.get('index.html') ?? ''
  assert.match(html, /It shows what was known as of/)
  assert.ok(html.includes(`action="${ctx.config.appUrl}${page.web}/subscribers"`))
  assert.ok(html.includes(`href="/reports/${report.id}"`) && byPath.has(`reports/${report.id}/index.html`))
  assert.ok(byPath.has(`ar/reports/${report.id}/index.html`))
})

test('a page can be looked at before it is public, by its members alone', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  await call(ctx, endpoints, 'PUT', `${page.api}/access`, { kind: 'unpublished' })
  assert.equal((await visit(ctx, page.web)).status, 404)
  const preview = await call(ctx, endpoints, 'GET', `${page.api}/preview?locale=ja`)
  const { html } = await preview.json()
  assert.match(html, /<html lang="ja"/)
  assert.doesNotMatch(html, /\bsrc="http|rel="icon"/)
  const stranger = await call(await testContext(), endpoints, 'GET', `${page.api}/preview`)
  assert.equal(stranger.status, 404)
})
