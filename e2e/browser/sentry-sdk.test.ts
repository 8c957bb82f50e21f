/** The official SDK for browsers, unchanged, on a page of another origin; and what the browser reports by itself. */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { launch } from './chrome.ts'

let house: House
let browser: Browser
let installation: Installation
let script: string
before(async () => {
  house = await openHouse()
  installation = await setUp(house.url)
  browser = await launch()
  script = await bundle()
})
after(async () => {
  await browser.close()
  await house.close()
})

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'sentry-page.fixture.ts'), formats: ['iife'], name: 'page' },
    },
  })
  const [{ output } = { output: [] }] = Array.isArray(built) ? built : 'output' in built ? [built] : []
  const [chunk] = output
  assert.ok(chunk?.type === 'chunk')
  return chunk.code
}

/** Serves one page on a port, and so an origin, of its own. */
async function servePage(html: string, headers: Record<string, string>): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    if (request.url === '/page.js') response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
    else response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(html)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  return { url: `http://127.0.0.1:${address.port}/`, server }
}

type Incidents = { items: { title: string; eventCount: number }[] }
const findIncident = (title: RegExp) =>
  until(`the incident ${title}`, async () => {
    const { items } = await installation.api.get<Incidents>('/incidents')
    return items.find((incident) => title.test(incident.title))
  })

type Page = { fail(): void; sent(): Promise<{ status: number; limits?: string | null }[]> }

test('an error on a page of another origin becomes an incident, and the SDK can read the answer [SEN-06]', async (context) => {
  const shop = JSON.stringify({ dsn: installation.dsn })
  const { url, server } = await servePage(`<script>const shop = ${shop}</script><script src="/page.js"></script>`, {})
  context.after(() => server.close())
  const page = await browser.newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && /CORS|blocked/.test(message.text())) refused.push(message.text())
  })
  await page.goto(url)
  await page.evaluate(() => (globalThis as unknown as Page).fail())
  const incident = await findIncident(/^TypeError: cart is empty$/)
  assert.equal(incident.eventCount, 1)
  const sent = await page.evaluate(() => (globalThis as unknown as Page).sent())
  assert.ok(sent.length > 0 && sent.every(({ status }) => status === 200), JSON.stringify(sent))
  assert.deepEqual(refused, [])
  await page.close()
})

test('what a policy of the page blocks is reported by the browser itself', async (context) => {
  const [key, number] = [installation.ingestKey, installation.projectNumber]
  const report = `${house.url}/api/${number}/security/?sentry_key=${key}&sentry_environment=production`
  const policy = `default-src 'none'; script-src 'none'; report-uri ${report}`
  const { url, server } = await servePage('<script>document.title = "inline"</script>', {
    'content-security-policy': policy,
  })
  context.after(() => server.close())
  const page = await browser.newPage()
  await page.goto(url)
  const incident = await findIncident(/^Blocked by script-src-elem: inline$/)
  assert.equal(incident.eventCount, 1)
  await page.close()
})
