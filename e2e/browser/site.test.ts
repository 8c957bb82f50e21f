/** The public site as people see it: in both themes, on a narrow screen, without a script, with every sentence proved. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createApp, listen, type Listener } from '#platform/http'
import type { PolicyProfile } from '#platform/policy'
import { testServices } from '#testing'
import { createSite } from '../../server/modules/site/index.ts'
import { everyPreset, fullEvidence, profileOf, under } from '../../server/modules/site/site.fixture.ts'
import { inventory } from '../../server/app.ts'
import { until } from '../house.ts'
import { assertAccessible, launch, watchForTrouble } from './chrome.ts'

const pages = [
  ...['/', '/pricing', '/privacy', '/privacy/history', '/privacy/history/2026-11-01', '/privacy/request', '/cookies'],
  ...['/security', '/subprocessors', '/dpa', '/terms', '/trust', '/docs', '/docs/operations', '/docs/nothing'],
]
const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

let browser: Browser
before(async () => {
  browser = await launch()
})
after(() => browser.close())

/** The site alone, on a port of its own. */
async function serve(profile: PolicyProfile): Promise<{ url: string; listener: Listener }> {
  const services = under(await testServices(), profile)
  const { routes } = createSite({ inventory, evidence: fullEvidence(), isSetUp: () => Promise.resolve(true) })
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const listener = await listen(createApp(services, { endpoints: [], routes, authenticate }), {
    port: 0,
    host: '127.0.0.1',
    tls: null,
  })
  return { url: `http://127.0.0.1:${listener.port}`, listener }
}

test(
  'every page of the site is accessible in both themes, fits a narrow screen, and asks nobody else',
  { timeout: 600_000 },
  async () => {
    const { url, listener } = await serve(profileOf('strict'))
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
      const trouble = watchForTrouble(page, new URL(url).host)
      for (const path of pages) {
        await page.setViewportSize({ width: 1280, height: 900 })
        await page.goto(url + path)
        await assertAccessible(page, path)
        await picture(page, path, 'light')
        await page.emulateMedia({ colorScheme: 'dark' })
        await picture(page, path, 'dark')
        await page.emulateMedia({ colorScheme: 'light' })
        for (const width of [390, 320]) {
          await page.setViewportSize({ width, height: 800 })
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth')
          assert.ok(wide <= width, `${path} is ${wide} wide at ${width}`)
          if (width === 390) await picture(page, path, 'narrow')
        }
      }
      assert.deepEqual(trouble, [])
      await page.close()
    } finally {
      await listener.close()
    }
  },
)

async function picture(page: Page, path: string, kind: string): Promise<void> {
  if (!screenshots) return
  await page.screenshot({
    path: `${screenshots}/site${path.replaceAll('/', '-')}-${kind}.png`,
    fullPage: !/trust|privacy|docs/.test(path),
  })
}

for (const preset of everyPreset) {
  test(
    `${preset}: without a script every mark of the policy leads to its proof, and the list of processors to its place [CAB-24, CAB-40]`,
    { timeout: 120_000 },
    async () => {
      const profile = profileOf(preset)
      const { url, listener } = await serve(profile)
      try {
        const context = await browser.newContext({ javaScriptEnabled: false })
        const page = await context.newPage()
        await page.goto(`${url}/privacy`)
        await page.getByRole('link', { name: 'SEN-02' }).first().click()
        await page.waitForURL('**/trust#SEN-02')
        await page.goto(`${url}/privacy`)
        await page.getByRole('link', { name: '/security#subprocessors' }).click()
        await page.waitForURL('**/security#subprocessors')
        await until('the page to scroll to the list', async () => {
          const top = await page.getByRole('heading', { name: 'Subprocessors' }).boundingBox()
          return top !== null && top.y >= 0 && top.y < 720
        })
        await page.goto(`${url}/privacy`)
        for (const { address } of profile.contacts)
          assert.ok(await page.getByRole('link', { name: address }).first().isVisible())
        assert.deepEqual(await context.cookies(), [])
        await context.close()
      } finally {
        await listener.close()
      }
    },
  )
}
