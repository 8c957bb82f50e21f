/** The site over HTTP: what is published, what is withheld, and that every form says the same. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createPolicy,
  fixedPolicy,
  presets,
  type PolicyProfile,
  type PolicyVersion,
  type Processor,
} from '#platform/policy'
import { newId } from '#platform/ids'
import { inPlatformTransaction, sql } from '#platform/database'
import { surfaces, createApp } from '#platform/http'
import { authorities } from '#modules/privacy'
import { callRoute, testServices } from '#testing'
import { inventory } from '../../app.ts'
import { reasonToWithhold } from './evidence.ts'
import { factsOf } from './document.ts'
import { createSite } from './index.ts'
import { keepText, textOf } from './kept-text.ts'
import { policyDocument } from './document.ts'
import { everyPreset, fullEvidence, now, profileOf, under, visit } from './site.fixture.ts'

const pages = [
  ...['/', '/pricing', '/privacy', '/privacy/history', '/privacy/history/2026-11-01', '/privacy/request', '/cookies'],
  ...['/security', '/subprocessors', '/dpa', '/terms', '/trust', '/docs', '/docs/operations'],
]
const limitBytes = 30 * 1024

const get = async (path: string, options: Parameters<typeof visit>[2] = {}): Promise<string> =>
  (await visit(await testServices(), path, options)).text()
const words = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')

for (const preset of everyPreset) {
  test(`${preset}: every page is there without a cookie, a script or anything from elsewhere, in 30 KB, and leaves nothing in the browser [CAB-36, OPS-12]`, async () => {
    for (const path of pages) {
      const answer = await visit(await testServices(), path, {
        profile: profileOf(preset),
        headers: { 'accept-encoding': 'gzip' },
      })
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers.get('set-cookie'), null, path)
      assert.equal(answer.headers.get('content-encoding'), 'gzip')
      assert.ok((await answer.clone().arrayBuffer()).byteLength <= limitBytes, path)
      const html = await get(path, { profile: profileOf(preset) })
      assert.doesNotMatch(html, /<iframe|<img|@import|url\(|onclick=/, path)
      // Where the profile counts reading without cookies, one small file of our own; everything works without it.
      const counts = profileOf(preset).analytics.mode === 'cookieless' && !/^\/(docs|privacy\/request)/.test(path)
      const scripts = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)
      assert.deepEqual(scripts, counts ? ['<script defer src="/js/script.js">'] : [], path)
      assert.doesNotMatch(html, /(?:src|<link[^>]+href)="(?:https?:)?\/\/(?!localhost:8080\/)/, path)
      assert.match(html, /<html lang="en">[^]*<main id="main"[^]*<footer>/, path)
    }
  })

  test(`${preset}: HTML, JSON and Markdown have the same version, dates and sentences [DSE-01, SEN-01, OPS-01, DSE-02]`, async () => {
    const profile = profileOf(preset)
    const html = await get('/privacy', { profile })
    const json = JSON.parse(await get('/privacy.json', { profile }))
    const markdown = await get('/privacy.md', { profile })
    const texts: string[] = json.sections.flatMap((section: any) => section.sentences.map(({ text }: any) => text))
    assert.ok(texts.length > 80)
    const shown = [...html.matchAll(/data-promises="([^"]+)">([^]*?)<\/span>/g)].map((match) => words(match[2]!))
    assert.deepEqual(shown, texts)
    const paragraphs = markdown.trimEnd().split('\n\n')
    const lines = new Set(paragraphs.map((line) => line.replace(/^- /, '').replaceAll(/\\(.)/g, '$1')))
    for (const text of texts) assert.ok(lines.has(text), text)
    assert.equal(json.version, '2026-11-01')
    assert.match(html, /data-version="2026-11-01"/)
    assert.match(markdown, /^---\ntitle: Privacy policy\n[^]*version: "2026-11-01"\neffective: 1970-01-01\n/)
    const dates = texts.filter((text) => /^(Effective date|Last updated): 1 January 1970\.$/.test(text))
    assert.equal(dates.length, profile.wording.dateShown === 'both' ? 2 : 1)
  })

  test(`${preset}: contacts can be read without a script, on the policy and in security.txt [CAB-40, OPS-55, DSE-58]`, async () => {
    const profile = profileOf(preset)
    const html = words(await get('/privacy', { profile }))
    for (const { address } of profile.contacts) assert.ok(html.includes(address), address)
    assert.ok(profile.contacts.some(({ role }) => role === 'privacy' || role === 'dpo'))
    for (const path of ['/security.txt', '/.well-known/security.txt']) {
      const text = await get(path, { profile })
      assert.match(text, /^Contact: mailto:\S+@watch\.example$/m)
      assert.match(text, /^Canonical: http:\/\/localhost:8080\/\.well-known\/security\.txt$/m)
      const expires = new Date(/^Expires: (\S+)$/m.exec(text)?.[1] ?? '')
      const days = (expires.getTime() - now.getTime()) / 86_400_000
      assert.ok(days > 30 && days < 365, String(days))
    }
  })

  test(`${preset}: processors on the security page, in the agreement, on their own page and as data are the register [CAB-24, OPS-31, SEN-32, AHU-23]`, async () => {
    const profile = withProcessor(profileOf(preset))
    for (const path of ['/security', '/dpa', '/subprocessors']) {
      const html = await get(path, { profile })
      assert.match(html, /id="subprocessors"/)
      const section = html.slice(html.indexOf('id="subprocessors"'))
      for (const text of ['Postbote GmbH', 'Germany', 'Standard contractual clauses', 'doc-7', '2026-01-02']) {
        assert.notEqual(section.indexOf(text), -1, `${path}: ${text}`)
      }
      assert.match(await get(path, { profile: profileOf(preset) }), /There is none|nobody/)
    }
    const data = JSON.parse(await get('/subprocessors.json', { profile }))
    assert.deepEqual(
      data.processors.map(({ id }: any) => id),
      ['postbote'],
    )
    assert.match(await get('/subprocessors.atom', { profile }), /<title>Subprocessors: Postbote GmbH\.<\/title>/)
    const text = words(await get('/privacy', { profile }))
    assert.match(
      text,
      /Postbote GmbH, in Germany, to send mail: name and address\. Transfers rest on Standard contractual clauses \(doc-7\)\./,
    )
    assert.doesNotMatch(text, /No processor gets any data/)
  })

  test(`${preset}: the list of cookies and storage is that of the register, in words and as data [DSE-16]`, async () => {
    const profile = profileOf(preset)
    const data = JSON.parse(await get('/cookies.json', { profile }))
    const expected = ['watchword_session', ...(profile.csrf === 'double-submit' ? ['watchword_csrf'] : [])]
    assert.deepEqual(
      data.cookies.map(({ name }: any) => name),
      expected,
    )
    assert.deepEqual(
      data.storage.map(({ name }: any) => name).sort(),
      [...surfaces.app.storage, ...surfaces.site.storage].sort(),
    )
    const html = await get('/cookies', { profile })
    for (const { name, purpose, ends } of [...data.cookies, ...data.storage]) {
      assert.ok(
        html.includes(`<code>${name}</code>`) && words(html).includes(purpose) && words(html).includes(ends),
        name,
      )
    }
  })

  test(`${preset}: the terms say what is not to be sent, and at whose risk [DSE-50]`, async () => {
    const text = words(await get('/terms', { profile: profileOf(preset) }))
    assert.match(text, /not PCI DSS compliant/)
    assert.match(text, /at their own risk/)
    assert.match(text, profileOf(preset).cardData === 'refuse' ? /is refused/ : /is masked/)
  })
}

function withProcessor(profile: PolicyProfile): PolicyProfile {
  const processor: Processor = {
    ...{ id: 'postbote', name: 'Postbote GmbH', purpose: 'send mail', hosts: ['mail.postbote.example'] },
    ...{ kind: 'mail', categories: ['C01'], region: 'DE', noTraining: true },
    transfer: { mechanism: 'Standard contractual clauses', reference: 'doc-7' },
    dpa: { date: '2026-01-02', version: '3', sha256: 'a'.repeat(64) },
  }
  return { ...profile, processors: [processor] }
}

test('without a recorded test run everything that needs one is withheld, and the page says so', async () => {
  const services = under(await testServices(), profileOf('strict'))
  const facts = factsOf(services, inventory)
  const document = policyDocument(facts, { evidence: undefined, records: [], now })
  assert.deepEqual(
    document.sections.flatMap(({ sentences }) => sentences.filter(({ withheld }) => withheld === null)),
    [],
  )
  const html = await get('/privacy', { profile: profileOf('strict'), evidence: { ranAt: now, results: {} } })
  assert.doesNotMatch(html, /data-promises/)
  assert.match(words(html), /no sentence of this section has proof at present/)
  assert.match(
    words(await get('/trust', { profile: profileOf('strict'), evidence: { ranAt: now, results: {} } })),
    /Withheld because no test that proves SEN-0\d has passed/,
  )
})

test('a sentence is published while each of its promises has a passing test, and not a moment longer', async () => {
  const { 'OPS-48': gone, ...results } = fullEvidence().results
  assert.ok(gone)
  const limited = /limited by address and by sender/
  const profile = profileOf('strict')
  assert.match(words(await get('/privacy', { profile })), limited)
  assert.doesNotMatch(await get('/privacy', { profile, evidence: { ranAt: now, results } }), limited)
  const trust = words(await get('/trust', { profile, evidence: { ranAt: now, results } }))
  assert.match(
    trust,
    /limited by address and by sender[^.]*; whoever guesses cannot lock out the owner\. Withheld because no test that proves OPS-48 has passed/,
  )
  const proof = (days: number) => ({
    evidence: fullEvidence(new Date(now.getTime() - days * 86_400_000)),
    records: [],
    now,
  })
  const facts = factsOf(under(await testServices(), profile), inventory)
  assert.equal(reasonToWithhold(['OPS-48'], facts, proof(400)), null)
  assert.match(reasonToWithhold(['OPS-48'], facts, proof(401)) ?? '', /older than 400 days/)
})

test('what no test can prove is published while a dated record is fresh, and withheld when it is missing or stale [AHU-29, AHU-30, DSE-30]', async () => {
  const facts = factsOf(under(await testServices(), profileOf('dsentr')), inventory)
  const record = (kind: string, validUntil: string, about: string | null = null) =>
    ({ kind, about, validUntil, happenedOn: '2026-05-01', withdrawnAt: null }) as any
  const kinds: Record<string, string[]> = {
    'AHU-29': ['incidentRunbook', 'incidentDrill'],
    'AHU-30': ['training', 'accessReview', 'backgroundCheck'],
    'DSE-30': ['administrativeSafeguards', 'physicalSafeguards'],
  }
  for (const [id, needed] of Object.entries(kinds)) {
    const judge = (records: any[]) => reasonToWithhold([id], facts, { evidence: fullEvidence(), records, now })
    assert.match(judge([]) ?? '', /there is no record of/)
    const fresh = needed.map((kind) => record(kind, '2026-11-21'))
    assert.equal(judge(fresh), null, id)
    assert.match(judge([...fresh.slice(1), record(needed[0]!, '2026-11-20')]) ?? '', /of 2026-05-01 is stale/)
  }
  const us = (about: string) =>
    reasonToWithhold(['DSE-39'], facts, {
      evidence: fullEvidence(),
      records: [record('hostingRegion', '2027-01-01', about)],
      now,
    })
  assert.equal(us('US'), null)
  assert.match(us('DE') ?? '', /there is no record of hosting region \(US\)/)
})

test('the trust page lists each sentence with its tests or why it is withheld, and leads there from every mark', async () => {
  const profile = profileOf('sensra')
  const [policy, trust] = [await get('/privacy', { profile }), await get('/trust', { profile })]
  const marks = new Set([...policy.matchAll(/href="\/trust#([A-Z]{3}-\d+)"/g)].map((match) => match[1]!))
  assert.ok(marks.size > 60)
  for (const id of marks) assert.equal(trust.split(`<span id="${id}"></span>`).length, 2, id)
  assert.match(words(trust), /a looser one is a conscious choice/)
  assert.match(words(trust), /Last test run: 21 November 2026/)
  const data = JSON.parse(await get('/trust.json', { profile }))
  const sentences = data.sections.flatMap((section: any) => section.sentences)
  for (const { published, provedBy, withheldBecause } of sentences) {
    assert.equal(published, withheldBecause === null)
    if (published) assert.ok(provedBy.length > 0)
  }
})

test('every column of the stores is declared, and the trust page counts them', async () => {
  const [, declared, found] = /are declared<\/dt><dd>(\d+) of (\d+)</.exec(await get('/trust')) ?? []
  assert.ok(Number(found) > 200)
  assert.equal(declared, found)
})

const dayMs = 86_400_000

function versionsOf(): PolicyVersion[] {
  const strict = profileOf('strict')
  const looser = { ...strict, retention: { ...strict.retention, requestLogDays: 60 } }
  const at = (days: number) => new Date(now.getTime() + days * dayMs)
  return [
    { version: '2026-10-01', announcedAt: at(-50), effectiveAt: at(-50), profile: { ...strict, minimumAge: 16 } },
    { version: '2026-10-21', announcedAt: at(-30), effectiveAt: at(-30), profile: strict },
    { version: '2026-11-20', announcedAt: at(-1), effectiveAt: at(13), profile: looser },
  ]
}

test('the page shows the version in force, flips at its instant, and tells of the next one with its date and what it changes [SEN-36, AHU-39, DSE-55, DSE-02]', async () => {
  const services = await testServices()
  let at = now
  const policy = createPolicy(versionsOf()[0]!, () => at)
  policy.load(versionsOf())
  const { routes } = createSite({ inventory, evidence: fullEvidence(), isSetUp: () => Promise.resolve(true) })
  const scoped = { ...services, policy, now: () => at }
  const read = async (path: string) =>
    words(await (await callRoute(scoped, routes, new Request(`http://localhost${path}`))).text())
  const before = await read('/privacy')
  assert.match(before, /A new version takes effect on 4 December 2026\./)
  assert.match(before, /60 days/)
  assert.match(before, /Effective date: 22 October 2026\./)
  assert.match(before, /Request logs are kept for 30 days\./)
  at = new Date(now.getTime() + 13 * dayMs - 1)
  assert.match(await read('/privacy'), /Request logs are kept for 30 days\./)
  at = new Date(now.getTime() + 13 * dayMs)
  const after = await read('/privacy')
  assert.match(after, /Request logs are kept for 60 days\./)
  assert.match(after, /Effective date: 4 December 2026\..*Last updated: 20 November 2026\./)
  assert.doesNotMatch(after, /A new version takes effect/)
})

test('old versions stay readable as they were, with what each changed in plain words [SEN-01, SEN-36]', async () => {
  const services = await testServices()
  const [, second] = versionsOf()
  const policy = createPolicy(second!, () => now)
  policy.load(versionsOf())
  const scoped = { ...services, policy, now: () => now }
  const { routes } = createSite({ inventory, evidence: fullEvidence(), isSetUp: () => Promise.resolve(true) })
  const read = async (path: string) =>
    words(await (await callRoute(scoped, routes, new Request(`http://localhost${path}`))).text())
  const history = await read('/privacy/history')
  assert.match(
    history,
    /2026-11-20 .*announced\..*2026-10-21 .*in force\..*2026-10-01 .*no longer in force\..*The first version\./,
  )
  assert.match(history, /Minimum age: 18 years instead of 16/)
  assert.match(await read('/privacy/history/2026-10-01'), /not directed at people under 16/)
  assert.match(await read('/privacy/history/2026-10-01'), /No text of this version was kept/)
  const facts = factsOf(scoped, inventory, versionsOf()[0])
  const document = policyDocument(facts, { evidence: fullEvidence(), records: [], now })
  document.sections[1]!.sentences[0]!.text = 'As it was said at that time.'
  await keepText(scoped, document)
  const kept = await read('/privacy/history/2026-10-01')
  assert.match(kept, /As it was said at that time\./)
  assert.doesNotMatch(kept, /No text of this version was kept/)
  assert.equal((await callRoute(scoped, routes, new Request('http://localhost/privacy/history/never'))).status, 404)
  assert.ok(textOf(document).sections.length > 10)
})

test('what the operator adds stands apart, in its section, and is text whatever it holds', async () => {
  const hostile = '<img src=x onerror=alert(1)>"\'</p><script>alert(1)</script> https://operator.example/more'
  const profile: PolicyProfile = {
    ...profileOf('strict'),
    operator: { name: hostile.slice(0, 60), product: '</title><script>x', address: '', country: '' },
    wording: {
      dateShown: 'both',
      paragraphs: [
        { section: 'share', text: hostile },
        { section: 'nowhere', text: 'At the end.' },
      ],
    },
  }
  for (const path of ['/privacy', '/', '/security', '/subprocessors.atom', '/trust']) {
    assert.doesNotMatch(await get(path, { profile }), /<script|<img|onerror=alert\(1\)>"/, path)
  }
  const html = await get('/privacy', { profile })
  const share = html.slice(html.indexOf('<section id="share"'), html.indexOf('<section id="retention"'))
  assert.match(share, /Added by the operator of[^]*&lt;img src=x/)
  assert.match(share, /<a href="https:\/\/operator\.example\/more">/)
  assert.match(html.slice(html.indexOf('<section id="contact"')), /At the end\./)
})

test('before the installation is set up the front page leads to the app, and after that it is the front page with a way there', async () => {
  const services = await testServices()
  const first = await visit(services, '/', { setUp: false })
  assert.equal(first.status, 303)
  assert.equal(first.headers.get('location'), '/app/')
  assert.match(await get('/'), /<a class="button" href="\/app\/">Open the app<\/a>/)
})

test('a page that somebody has is not sent again; another form of it is', async () => {
  const services = under(await testServices(), profileOf('strict'))
  const etag = (await visit(services, '/privacy')).headers.get('etag')!
  const again = await visit(services, '/privacy', { headers: { 'if-none-match': etag } })
  assert.equal(again.status, 304)
  assert.equal((await visit(services, '/pricing', { headers: { 'if-none-match': etag } })).status, 200)
})

test('the policy says where to complain, and the authorities are listed by country [DSE-46]', async () => {
  const rights = words(await get('/privacy', { profile: profileOf('dsentr') }))
  assert.match(
    rights,
    /data protection authority where you live\. Every answer of ours names it, and \/privacy\/request#authorities lists them/,
  )
  const html = await get('/privacy/request')
  const list = html.slice(html.indexOf('id="authorities"'))
  for (const { name, url } of Object.values(authorities)) {
    assert.ok(words(list).includes(name.replaceAll(/\s+/g, ' ')), name)
    assert.ok(list.includes(`href="${url}"`), url)
  }
})

test('the form for requests offers every right, and goes where requests are taken', async () => {
  const form = await get('/privacy/request')
  assert.match(form, /<form method="post" action="\/privacy\/requests">/)
  for (const type of ['access', 'correction', 'deletion', 'export', 'restriction', 'objection', 'complaint']) {
    assert.ok(form.includes(`<option value="${type}">`), type)
  }
})

test('only what staff made public of a breach is on the security page [OPS-50]', async () => {
  const services = await testServices()
  const [id, secret] = [newId('bre', now), 'internal-title-of-a-breach']
  // Long ago, so that it is not the newest one of another test.
  const openedAt = new Date('2020-01-01')
  await inPlatformTransaction(services, ({ db }) =>
    sql`insert into breaches (id, title, happened, categories, workspace_ids, noticed_at, opened_at, public_note)
      values (${id}, ${secret}, ${secret}, '{}', null, ${now}, ${openedAt}, 'Names of some members could be read for an hour.')`.execute(
      db,
    ),
  )
  const html = await get('/security')
  assert.match(html, /<strong>21 November 2026<\/strong>: Names of some members could be read for an hour\./)
  assert.ok(!html.includes(secret))
})

test('the documentation is our own files alone: every page renders, every link between them leads somewhere', async () => {
  const index = await get('/docs')
  const found = new Set([...index.matchAll(/href="(\/docs\/[\w/-]+)/g)].map((match) => match[1]!))
  assert.ok(found.size > 15)
  const adrs = await get('/docs/adr/0001-postgresql-everywhere')
  for (const match of adrs.matchAll(/href="(\/docs\/adr\/[\w/-]+)/g)) found.add(match[1]!)
  for (const path of found) {
    const answer = await visit(await testServices(), path)
    assert.equal(answer.status, 200, path)
    const html = await answer.text()
    assert.doesNotMatch(html, /href="[^"]*\.md/, path)
    for (const [, link = ''] of html.matchAll(/href="(\/docs\/[\w/-]+)/g)) found.add(link)
  }
  for (const path of [
    '/docs/nothing',
    '/docs/..%2FREADME',
    '/docs/%2e%2e%2fpackage',
    '/docs/adr',
    '/docs/adr/nothing',
  ]) {
    assert.equal((await visit(await testServices(), path)).status, 404, path)
  }
})

test('with a host of its own the site is there and nowhere else, and the app never is', async () => {
  const services = await testServices()
  const config = { ...services.config, siteUrl: 'http://www.watch.example', appUrl: 'http://app.watch.example' }
  const scoped = { ...under(services, profileOf('strict')), config }
  const { routes } = createSite({ inventory, evidence: fullEvidence(), isSetUp: () => Promise.resolve(true) })
  const app = {
    name: 'webApp',
    methods: ['GET'],
    path: '/app/*',
    handle: () => Promise.resolve(new Response('app')),
  } as const
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const { fetch } = createApp(scoped, { endpoints: [], routes: [...routes, app], authenticate })
  const at = async (host: string, path: string) => fetch(new Request(`http://${host}${path}`, { headers: { host } }))
  const there = await at('www.watch.example', '/privacy')
  assert.equal(there.status, 200)
  assert.match(await there.text(), /href="http:\/\/app\.watch\.example\/app\/"/)
  assert.equal((await at('www.watch.example', '/app/x')).status, 404)
  assert.equal((await at('app.watch.example', '/app/x')).status, 200)
  const elsewhere = await at('app.watch.example', '/privacy?x=1')
  assert.equal(elsewhere.status, 302)
  assert.equal(elsewhere.headers.get('location'), 'http://www.watch.example/privacy?x=1')
})

test('Google Analytics is asked for on the front page alone, where it has a property and the site a host of its own, and all that it keeps is listed [OPS-17]', async () => {
  const services = await testServices()
  const profile: PolicyProfile = {
    ...profileOf('opsentry'),
    analytics: { mode: 'ga4-homepage', measurementId: 'G-ABCD1234' },
  }
  const { routes } = createSite({ inventory, evidence: fullEvidence(), isSetUp: () => Promise.resolve(true) })
  const read = async (path: string, siteUrl: string | null): Promise<Response> => {
    const scoped = { ...under(services, profile), config: { ...services.config, siteUrl } }
    const host = siteUrl === null ? 'localhost:8080' : new URL(siteUrl).host
    return callRoute(scoped, routes, new Request(`http://${host}${path}`, { headers: { host } }))
  }
  const own = 'http://www.watch.example'
  for (const path of ['/', '/pricing', '/privacy', '/docs', '/trust', '/privacy/request']) {
    for (const siteUrl of [own, null]) {
      const answer = await read(path, siteUrl)
      const expected = path === '/' && siteUrl === own
      assert.equal(/google/.test(answer.headers.get('content-security-policy') ?? ''), expected, path)
      assert.equal(/<script/.test(await answer.text()), expected, path)
    }
  }
  const names = ({ cookies, storage }: any): string[] => [...cookies, ...storage].map(({ name }: any) => name)
  const listedThere = names(await (await read('/cookies.json', own)).json())
  for (const name of ['_ga', '_ga_ABCD1234', 'watchword.analytics']) assert.ok(listedThere.includes(name), name)
  assert.ok(!names(await (await read('/cookies.json', null)).json()).some((name) => /_ga|analytics/.test(name)))
  assert.match(
    words(await (await read('/privacy', own)).text()),
    /On the home page, and there alone, Google Analytics 4/,
  )
  assert.match(words(await (await read('/privacy', null)).text()), /The public site counts nobody/)
})

test('the policy that a fresh installation has is one of the presets that are tested', () => {
  assert.ok(fixedPolicy(profileOf('strict')).inForce().preset in presets)
})
