/**
 * The public status page as its readers see it: on any screen, in each language, without a script, without a cookie,
 * with nothing from anybody else. And on other people's pages: the vendor's widget, and ours.
 */
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { createApp, listen, type Listener } from '#platform/http'
import type { Context } from '#platform/context'
import { testContext } from '#testing'
import { createDirectPages } from '../../server/modules/statuspages/public/direct-pages.ts'
import { languagePrefixes } from '../../server/modules/statuspages/public/forms.ts'
import { routes } from '../../server/modules/statuspages/public/routes.ts'
import { createdPage, createdReport, post } from '../../server/modules/statuspages/test-support.ts'
import { assertAccessible, launch, watchForTrouble } from './chrome.ts'

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

let browser: Browser
let ctx: Context
let listener: Listener
let page: Awaited<ReturnType<typeof createdPage>>
let reportId: string
before(async () => {
  browser = await launch()
  ctx = await testContext()
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const app = createApp(ctx, { endpoints: [], routes, authenticate, ready: createDirectPages(ctx) })
  listener = await listen(app, { port: 0, host: '127.0.0.1' })
  page = await createdPage(ctx, ['API', 'Website', 'Search'])
  const report = await createdReport(ctx, page, { components: [{ id: page.components[0], status: 'partial_outage' }] })
  reportId = report.id
  const planned = await post(ctx, `${page.api}/maintenance-windows`, {
    title: 'Move to a new database',
    body: 'Search will be read-only.',
    scheduledFor: new Date(ctx.now().getTime() + 86_400_000).toISOString(),
    durationMinutes: 60,
    componentIds: page.components,
  })
  assert.equal(planned.status, 201, await planned.clone().text())
})
after(async () => {
  await browser.close()
  await listener.close()
})

const url = (path: string): string => `http://127.0.0.1:${listener.port}${page.web}${path}`

test('page, report and history are accessible in both themes, fit 320 pixels, and bring no cookie and nothing foreign', async () => {
  const context = await browser.newContext({ viewport: { width: 1_100, height: 900 } })
  const tab = await context.newPage()
  const trouble = watchForTrouble(tab, `127.0.0.1:${listener.port}`)
  for (const path of ['', `/reports/${reportId}`, '/history', '/ar']) {
    await tab.setViewportSize({ width: 1_100, height: 900 })
    assert.equal((await tab.goto(url(path)))?.status(), 200)
    await assertAccessible(tab, `status page ${path}`)
    if (screenshots) {
      await tab.screenshot({ path: `${screenshots}/public${path.replaceAll('/', '-')}.png`, fullPage: true })
    }
  }
  await tab.setViewportSize({ width: 320, height: 800 })
  for (const prefix of languagePrefixes) {
    for (const path of [prefix, `${prefix}/history`, `${prefix}/reports/${reportId}`]) {
      await tab.goto(url(path))
      const wide = await tab.evaluate<number>('document.documentElement.scrollWidth')
      assert.ok(wide <= 320, `${path} is ${wide} wide at 320`)
    }
  }
  assert.deepEqual(await context.cookies(), [])
  assert.deepEqual(trouble, [])
  await context.close()
})

test('without a script the page says all that it has to say, and the way to a report and back is a link', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const tab = await context.newPage()
  await tab.goto(url(''))
  await tab.getByText('Minor Service Outage').first().waitFor()
  await tab.getByRole('link', { name: 'Checkout is slow' }).first().click()
  await tab.getByRole('heading', { name: 'Checkout is slow', level: 1 }).waitFor()
  await tab.getByRole('link', { name: 'Back to Acme' }).click()
  await tab.getByRole('link', { name: 'العربية' }).click()
  assert.equal(await tab.locator('html').getAttribute('dir'), 'rtl')
  await context.close()
})

/** Another site, on another origin, that puts something of ours on its page. */
async function elsewhere(html: string, script: string): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/script.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? script : `<!doctype html><title>Elsewhere</title><body>${html}</body>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server }
}

test('the vendor’s own widget, which knows nothing but a host, shows the state of the page', async () => {
  const script = readFileSync(createRequire(import.meta.url).resolve('@statuspage/status-widget/dist/index.js'), 'utf8')
  // It asks at the root of the host, which is the page's own one.
  const host = `http://${page.slug}.localhost:${listener.port}`
  const { url: address, server } = await elsewhere(
    `<statuspage-widget src="${host}"></statuspage-widget><script src="/script.js"></script>`,
    script,
  )
  try {
    const tab = await browser.newPage()
    const asked = tab.waitForResponse((response) => response.url().startsWith(`${host}/api/v2/summary.json`))
    await tab.goto(address)
    assert.equal((await asked).status(), 200)
    await tab.waitForFunction(
      `document.querySelector('statuspage-widget')?.shadowRoot?.textContent.includes('Minor Service Outage')`,
    )
    await tab.close()
  } finally {
    server.close()
  }
})

test('our widget puts a line on another site’s page, in a tree of its own, and sets nothing there', async () => {
  const { url: address, server } = await elsewhere(`<p>Footer <script src="${url('/widget.js')}"></script></p>`, '')
  try {
    const context = await browser.newContext()
    const tab = await context.newPage()
    const errors: string[] = []
    tab.on('pageerror', (error) => errors.push(error.message))
    await tab.goto(address)
    const line = tab.locator('[data-watchword-status] a')
    await line.waitFor()
    assert.equal(await line.getAttribute('data-state'), 'minor')
    assert.match((await line.textContent()) ?? '', /Minor Service Outage/)
    assert.deepEqual(await context.cookies(), [])
    assert.deepEqual(errors, [])
    await context.close()
  } finally {
    server.close()
  }
})
