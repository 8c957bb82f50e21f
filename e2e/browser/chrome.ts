/** A real browser, without anything that would call outside. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

/** How much longer than usual the browser may take for a step; a test of what is slow says less of itself. */
const stepTimeoutMs = 60_000

/**
 * With WATCHWORD_TEST_SLOW=6 the pages compute at a sixth of the speed: what only holds on a fast machine fails.
 */
const slowness = Number(process.env['WATCHWORD_TEST_SLOW'] ?? 1)

export async function launch(): Promise<Browser> {
  const browser = await start()
  const newContext = browser.newContext.bind(browser)
  browser.newContext = async (options) => patient(await newContext(options))
  return browser
}

function patient(context: BrowserContext): BrowserContext {
  context.setDefaultTimeout(stepTimeoutMs)
  if (slowness === 1) return context
  const newPage = context.newPage.bind(context)
  context.newPage = async () => {
    const page = await newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowness })
    return page
  }
  return context
}

function start(): Promise<Browser> {
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
  // It takes minutes on a slow page, and finds the same.
  if (slowness > 1) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    assert.deepEqual(await findingsOfAxe(page), [], `${name}, ${colorScheme}`)
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
}

async function findingsOfAxe(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe)
  return page.evaluate(
    async (options) => {
      // oxlint-disable-next-line typescript/no-explicit-any -- axe has just put itself there
      const { violations } = await (globalThis as any).axe.run(options)
      return violations.map(
        // oxlint-disable-next-line typescript/no-explicit-any -- axe's own types are not loaded in the page
        ({ id, help, nodes }: any) =>
          `${id}: ${help}: ${nodes
            .map((node: any) => node.html)
            .slice(0, 3)
            .join(' | ')}`,
      )
    },
    // What is right need not be described.
    { resultTypes: ['violations'] },
  )
}

/**
 * Fails when the page, or the part of it that is named, is wider than the screen; what is drawn anew for another size
 * of the window, as charts are, is given the time for it.
 */
export async function assertFits(page: Page, name: string, part = 'html'): Promise<void> {
  const beyond = () => page.evaluate<number>(`document.querySelector('${part}').scrollWidth - innerWidth`)
  const deadlineMs = performance.now() + 10_000
  while ((await beyond()) > 0 && performance.now() < deadlineMs) await page.waitForTimeout(50)
  const overflow = await beyond()
  assert.ok(overflow <= 0, `${name} is ${overflow} px too wide`)
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
