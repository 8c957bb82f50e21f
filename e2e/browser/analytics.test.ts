/** Analytics in a real browser: what is asked of whom, kept and sent, with consent and without it. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { setUp } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { standInForGoogle, type Google } from './google.fixture.ts'

const site = 'http://www.watchword.test'
const measurementId = 'G-TEST123456'
const key = 'watchword.analytics'
/** Said to visitors: the address without its query, where they came from, and the kind of device. */
const declared = new Set(['v', 'tid', 'cid', 'en', 'dl', 'dr', 'dt', 'ul', 'sr'])

const profile = {
  preset: 'opsentry',
  csrf: 'fetch-metadata',
  analytics: { mode: 'ga4-homepage', measurementId },
  processors: [
    {
      id: 'google',
      name: 'Google Ireland Ltd',
      kind: 'analytics',
      purpose: 'counting visits of the home page',
      hosts: ['www.googletagmanager.com', '*.google-analytics.com'],
      categories: ['C29'],
      region: 'US',
      transfer: { mechanism: 'EU-US Data Privacy Framework', reference: 'list of 2026' },
      dpa: { date: '2026-01-01', version: '1', sha256: 'a'.repeat(64) },
      noTraining: true,
    },
  ],
}

let directory: string
let house: House
let browser: Browser
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'watchword-analytics-'))
  const file = join(directory, 'policy.json')
  writeFileSync(file, JSON.stringify(profile))
  house = await openHouse({ WATCHWORD_POLICY: file, WATCHWORD_SITE_URL: site })
  const { api } = await setUp(house.url)
  await api.post('/status-pages', { slug: 'acme', name: 'Acme' })
  browser = await launchAt(house)
})
after(async () => {
  await browser.close()
  await house.close()
  await rm(directory, { recursive: true, force: true })
})

/** The site's name leads to the house, as DNS would make it. */
function launchAt({ url }: House): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['WATCHWORD_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      `--host-resolver-rules=MAP www.watchword.test:80 127.0.0.1:${new URL(url).port}`,
    ],
  })
}

type Visitor = { context: BrowserContext; page: Page; google: Google; trouble: string[] }

async function visitor(options: { blocked?: boolean; headers?: Record<string, string> } = {}): Promise<Visitor> {
  const context = await browser.newContext({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36',
    ...(options.headers && { extraHTTPHeaders: options.headers }),
  })
  const google = await standInForGoogle(context, options)
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(error.message))
  return { context, page, google, trouble }
}

const agree = (page: Page) => page.getByRole('button', { name: 'Agree', exact: true })
const turnOff = (page: Page) => page.getByRole('button', { name: 'Turn it off' })
const kept = (page: Page) => page.evaluate<string | null>(`localStorage.getItem('${key}')`)
const googleCookies = async (context: BrowserContext) =>
  (await context.cookies()).filter(({ name }) => name.startsWith('_ga'))

/** As text: it runs in the page, whose types are not ours. True when the browser would not load it. */
const inject = (page: Page) =>
  page.evaluate<boolean>(`new Promise((resolve) => {
    document.addEventListener('securitypolicyviolation', () => resolve(true))
    const script = document.createElement('script')
    script.src = 'https://www.googletagmanager.com/gtag/js?id=${measurementId}'
    script.onload = () => resolve(false)
    document.head.append(script)
  })`)

async function agreeAt(page: Page, google: Google): Promise<void> {
  await agree(page).click()
  await until('a hit', () => google.hits().length > 0)
}

test('nothing is asked of Google before a visitor agrees; then it gets what is declared and no more [OPS-15] [OPS-16]', async () => {
  const { context, page, google, trouble } = await visitor()
  await page.goto(`${site}/?email=ada@example.com&token=secret#fragment`)
  await agree(page).waitFor()
  assert.equal(google.asked.length, 0)
  assert.deepEqual([await googleCookies(context), await kept(page)], [[], null])

  await agreeAt(page, google)
  const [hit] = google.hits()
  assert.ok(hit)
  assert.deepEqual(
    [...hit.keys()].filter((name) => !declared.has(name)),
    [],
  )
  assert.equal(hit.get('dl'), `${site}/`)
  assert.equal(hit.get('dr'), '')
  for (const request of google.asked) {
    const all = `${request.url()} ${JSON.stringify(await request.allHeaders())} ${request.postData() ?? ''}`
    assert.doesNotMatch(all, /ada|secret|fragment/)
  }
  assert.match((await kept(page)) ?? '', /^con_[0-9a-f]{32}$/)
  await page.reload()
  await until('another hit', () => google.hits().length === 2)
  assert.deepEqual(trouble, [])
  await context.close()
})

test('Google’s cookies are of the site’s host alone, and go to no app and no status page [OPS-14] [OPS-17] [OPS-30]', async () => {
  const { context, page, google } = await visitor()
  await page.goto(`${site}/pricing`)
  assert.deepEqual(await googleCookies(context), [], 'not before the home page')
  await page.goto(`${site}/`)
  await agreeAt(page, google)
  const cookies = await googleCookies(context)
  assert.deepEqual(cookies.map(({ name }) => name).sort(), ['_ga', '_ga_TEST123456'])
  for (const { domain } of cookies) assert.equal(domain, 'www.watchword.test', 'no leading dot: host-only')

  const before = google.asked.length
  const sent: string[] = []
  page.on('request', (request) => void request.allHeaders().then(({ cookie = '' }) => sent.push(cookie)))
  const status = house.url.replace('localhost', 'acme.localhost')
  for (const address of [`${house.url}/app/`, `${house.url}/app/sign-up`, `${house.url}/status/acme`, `${status}/`]) {
    const answer = await page.goto(address, { waitUntil: 'networkidle' })
    assert.ok(answer && answer.status() < 400, address)
    assert.equal(await inject(page), true, `${address}: an injected tag is blocked`)
  }
  for (const path of ['/pricing', '/privacy', '/docs', '/trust']) {
    await page.goto(site + path, { waitUntil: 'networkidle' })
    assert.equal(await page.locator('script[src*="analytics"]').count(), 0, path)
  }
  assert.equal(google.asked.length, before, 'nobody but the home page asks Google')
  assert.ok(sent.length > 0)
  const fromApp = await fetch(`${house.url}/js/home-analytics.js`, { redirect: 'manual' })
  assert.notEqual(fromApp.status, 200)
  const elsewhere = await context.cookies([`${house.url}/app/`, `${status}/`])
  assert.deepEqual(
    elsewhere.filter(({ name }) => name.startsWith('_ga')),
    [],
  )
  await context.close()
})

test('one click takes it back: cookies go, the record ends, and the next load asks nobody [OPS-18] [AHU-37]', async () => {
  const { context, page, google } = await visitor()
  await page.goto(`${site}/`)
  await agreeAt(page, google)
  const consent = await kept(page)
  const measurement = () => page.evaluate<number>(`fetch('/js/measurement/${consent}').then(({ status }) => status)`)
  assert.equal(await measurement(), 200)
  await turnOff(page).click()
  await page.getByText('Nothing is measured here.').waitFor()
  assert.deepEqual([await googleCookies(context), await kept(page)], [[], 'declined'])
  await until('the end of the record', async () => (await measurement()) === 404)

  const before = google.asked.length
  await page.reload({ waitUntil: 'networkidle' })
  await page.getByText('Nothing is measured here.').waitFor()
  assert.equal(google.asked.length, before)
  assert.deepEqual(await googleCookies(context), [])
  // Whoever puts the old record back has no consent by it.
  await page.evaluate(`localStorage.setItem('${key}', '${consent}')`)
  await page.reload({ waitUntil: 'networkidle' })
  await agree(page).waitFor()
  assert.equal(google.asked.length, before)
  await context.close()
})

test('a browser that says no is asked nothing and asks Google nothing, whatever was agreed to before [OPS-18]', async () => {
  const first = await visitor()
  await first.page.goto(`${site}/`)
  await agreeAt(first.page, first.google)
  const consent = await kept(first.page)
  await first.context.close()
  for (const headers of [{ 'Sec-GPC': '1' }, { DNT: '1' }]) {
    const { context, page, google } = await visitor({ headers })
    await page.goto(`${site}/`)
    await page.evaluate(`localStorage.setItem('${key}', '${consent}')`)
    await page.reload({ waitUntil: 'networkidle' })
    assert.deepEqual(google.asked, [])
    await agree(page).click()
    await page.getByText('Your browser says that you do not want to be measured').waitFor()
    assert.deepEqual([google.asked, await googleCookies(context)], [[], []])
    await context.close()
  }
  // Chromium has no switch for it, so the page is told by what other browsers tell it.
  const { context, page, google } = await visitor()
  await page.addInitScript(`Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })`)
  await page.goto(`${site}/`)
  await page.getByText('Your browser says that you do not want to be measured').waitFor()
  assert.equal(await agree(page).isVisible(), false)
  assert.deepEqual(google.asked, [])
  await context.close()
})

test('with Google blocked the page works the same, and the switch too [OPS-18, DSE-18]', async () => {
  const { context, page, google, trouble } = await visitor({ blocked: true })
  await page.goto(`${site}/`)
  await agree(page).click()
  await turnOff(page).waitFor()
  await until('the attempt', () => google.asked.length > 0)
  assert.deepEqual([google.hits(), await googleCookies(context)], [[], []])
  await page.getByRole('link', { name: 'Pricing' }).first().click()
  await page.getByRole('heading', { name: 'Pricing' }).waitFor()
  await page.goBack()
  await turnOff(page).click()
  await page.getByText('Nothing is measured here.').waitFor()
  assert.deepEqual(trouble, [])
  await context.close()
})

test('counting without cookies leaves nothing in a browser and asks nobody else [CAB-15]', async () => {
  const other = await openHouse({ WATCHWORD_POLICY: 'cabinet' })
  try {
    await setUp(other.url)
    const { context, page, google } = await visitor()
    const counted: string[] = []
    const hosts = new Set<string>()
    page.on('request', (request) => hosts.add(new URL(request.url()).host))
    page.on('response', (answer) => {
      if (answer.url().endsWith('/api/event')) counted.push(`${answer.status()} ${answer.request().postData()}`)
    })
    await page.goto(`${other.url}/pricing?email=ada@example.com`)
    await until('the visit', () => counted.length > 0)
    assert.match(counted[0] ?? '', /^202 /)
    assert.doesNotMatch(counted[0] ?? '', /ada/)
    assert.deepEqual(await context.cookies(), [])
    assert.deepEqual(await page.evaluate(`[...Object.keys(localStorage), ...Object.keys(sessionStorage)]`), [])
    assert.deepEqual([[...hosts], google.asked], [[new URL(other.url).host], []])
    await context.close()
  } finally {
    await other.close()
  }
})
