/** A real browser, without anything that would call outside. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['WATCHWORD_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page of the person whom `setUp` of the benches makes, in their workspace, with what must never happen on it. */
export async function openBenchPage(
  browser: Browser,
  url: string,
  viewport = { width: 1280, height: 900 },
): Promise<{ page: Page; trouble: string[] }> {
  const page = await (await browser.newContext({ viewport })).newPage()
  page.setDefaultTimeout(15_000)
  const trouble = watchForTrouble(page, new URL(url).host)
  await page.goto(`${url}/app/`)
  await page.getByLabel('E-mail address', { exact: true }).fill('bench@example.com')
  await page.getByLabel('Password', { exact: true }).fill('a password for one run')
  await page.getByRole('button', { name: 'Sign in' }).first().click()
  await page.waitForURL('**/app/bench**')
  return { page, trouble }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Fails with what is wrong, where, when axe finds anything on the page as it is now, in light and in dark. */
export async function assertAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(axe)
    const findings = await page.evaluate(async () => {
      // oxlint-disable-next-line typescript/no-explicit-any -- axe has just put itself there
      const { violations } = await (globalThis as any).axe.run()
      return violations.map(
        // oxlint-disable-next-line typescript/no-explicit-any -- axe's own types are not loaded in the page
        ({ id, help, nodes }: any) =>
          `${id}: ${help}: ${nodes
            .map((node: any) => node.html)
            .slice(0, 3)
            .join(' | ')}`,
      )
    })
    assert.deepEqual(findings, [], `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

/** Collects what must never happen on a page: errors, and requests to any other host. */
export function watchForTrouble(page: Page, host: string): string[] {
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`))
  page.on('console', (message) => {
    // A refused request (e.g. the question who is signed in) is logged by the browser itself and is no fault.
    if (message.type() === 'error' && !/the server responded with a status/.test(message.text()))
      trouble.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:', 'about:'].includes(url.protocol) && url.host !== host)
      trouble.push(`request to ${url.host}`)
  })
  return trouble
}
