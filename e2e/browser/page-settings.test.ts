/** How a status page looks, who may see it, and where it answers: set in the app, seen by a reader. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { deflateSync, crc32 } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import {
  accessKeyId,
  openS3Server,
  secretAccessKey,
} from '../../server/modules/statuspages/exports/s3-server.fixture.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
let pageId: string
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  const made = await shop.api.post<{ id: string }>('/status-pages', { slug: 'acme', name: 'Acme' })
  pageId = made.id
  await shop.api.post(`/status-pages/${pageId}/components`, { name: 'API' })
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  // The app scrolls inside of itself, so a picture of all of it needs a tall window.
  await page.setViewportSize({ width: 1280, height: 2300 })
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${screenshots}/settings-${name}-${scheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 390, height: 3000 })
  await page.screenshot({ path: `${screenshots}/settings-${name}-narrow.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 900 })
}

function chunk(name: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), body])
  const made = Buffer.alloc(8 + named.length)
  made.writeUInt32BE(body.length, 0)
  named.copy(made, 4)
  made.writeUInt32BE(crc32(named), 4 + named.length)
  return made
}

/** A grey square. */
function square(side: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.writeUInt8(8, 8)
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(side, 0x60)])
  const data = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)))
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))])
}

test(
  'a page gets a logo, a colour, a style sheet and a password, and a reader meets all of them',
  { timeout: 300_000 },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    await page.goto(`${house.url}/app/bench/pages/${pageId}?tab=settings`)
    await page.getByRole('heading', { name: 'Look' }).waitFor()
    await page.getByLabel('Logo file').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: square(40) })
    await page.getByAltText('The logo as it is now').waitFor()
    await page.getByLabel('Colour of links').fill('#ffee00')
    await page.getByRole('button', { name: 'Save the look' }).click()
    await page.getByText(/cannot be read on the light ground/).waitFor()
    await page.getByLabel('Colour of links').fill('#0a5c2e')
    await page
      .getByLabel('Style sheet')
      .fill('h1 { letter-spacing: 0.05em }\np { background: url(https://evil.example/x) }')
    await page.getByRole('button', { name: 'Save the look' }).click()
    await page.getByText('Readers do not get this of the style sheet:').waitFor()
    await page.getByText('nothing may be loaded from an address').waitFor()

    await page.getByLabel('Seen by').selectOption('password')
    await page.getByLabel('Password', { exact: true }).fill('horse-battery')
    await page.getByRole('button', { name: 'Save who may see it' }).click()
    await page.getByLabel('New password').waitFor()
    await page.getByLabel('Host', { exact: true }).fill('status.acme.example')
    await page.getByRole('button', { name: 'Add the host' }).click()
    await page.getByText('_watchword.status.acme.example').waitFor()
    await look(page, 'page')
    assert.deepEqual(trouble, [])

    const url = `${house.url}/status/acme`
    assert.equal((await fetch(url)).status, 401)
    const reader = await browser.newContext({ httpCredentials: { username: 'anybody', password: 'horse-battery' } })
    const read = await reader.newPage()
    await read.goto(url)
    const spacing = await read.evaluate<string>(`getComputedStyle(document.querySelector('h1')).letterSpacing`)
    assert.notEqual(spacing, 'normal')
    assert.equal(await read.evaluate<number>(`document.querySelector('img.logo').naturalWidth`), 40)
    assert.deepEqual(await reader.cookies(), [])
    await reader.close()
  },
)

test('a page is copied into a bucket, and leaves it again, with its state in view', { timeout: 300_000 }, async (t) => {
  const store = await openS3Server(t)
  const made = await shop.api.post<{ id: string }>('/status-pages', { slug: 'copied', name: 'Copied' })
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(`${house.url}/app/bench/pages/${made.id}?tab=settings`)
  await page.getByLabel('Address of the store').fill(store.url)
  await page.getByLabel('Bucket', { exact: true }).fill('acme-status')
  await page.getByLabel('Access key', { exact: true }).fill(accessKeyId)
  await page.getByLabel('Secret key', { exact: true }).fill('not-the-secret')
  await page.getByRole('button', { name: 'Begin to copy' }).click()
  await page.getByText(/the store answered 403 SignatureDoesNotMatch/).waitFor()
  await look(page, 'export-failing')
  await page.getByLabel('New secret key').fill(secretAccessKey)
  await page.getByRole('button', { name: 'Save the copy' }).click()
  await page.getByText('✓ Up to date').waitFor()
  assert.ok(store.objects.has('acme-status/index.html'))
  assert.ok(store.objects.has('acme-status/ar/history/index.html'))
  await look(page, 'export')
  await page.getByRole('button', { name: 'End …' }).click()
  await page.getByRole('button', { name: 'End the copy' }).click()
  await until('an empty bucket', () => store.objects.size === 0)
  await page.getByRole('button', { name: 'Begin to copy' }).waitFor()
  assert.deepEqual(trouble, [])
  await page.context().close()
})
