/** A probe from its enrolment to its revocation, with the real command as a process of its own. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { setUp } from '../../bench/api.ts'
import { openHouse, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let directory = ''
before(async () => {
  ;[house, browser, directory] = await Promise.all([openHouse(), launch(), mkdtemp(join(tmpdir(), 'watchword-probe-'))])
  await setUp(house.url)
})
after(async () => {
  await browser.close()
  await house.close()
  await rm(directory, { recursive: true, force: true })
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
const command = join(import.meta.dirname, '..', '..', 'bin', 'watchword', 'main.mjs')

test(
  'a probe is enrolled by one line, turns to connected by itself, and ends when it is revoked',
  { timeout: 300_000 },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    const look = async (name: string): Promise<void> => {
      await assertAccessible(page, name)
      if (!screenshots) return
      for (const [kind, colorScheme, width] of [
        ['light', 'light', 1280],
        ['dark', 'dark', 1280],
        ['narrow', 'light', 390],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        await page.screenshot({ path: `${screenshots}/probes-${name}-${kind}.png` })
      }
      await page.setViewportSize({ width: 1280, height: 900 })
    }
    await page.goto(`${house.url}/app/bench/monitors/probes`)
    await page.getByText('No probe yet').waitFor()
    await look('empty')
    await page.getByRole('button', { name: 'Enrol probe' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Office in Lyon')
    await page.getByRole('button', { name: 'Enrol probe' }).last().click()
    const snippet = page.getByLabel('command that starts the probe', { exact: true })
    const line = (await snippet.textContent()) ?? ''
    await look('enrolled')
    const [, key = '', server = ''] =
      /^WATCHWORD_PROBE_KEY=(wwp_\S+) \\\n +npx watchword probe --server (\S+) --allow /.exec(line) ?? []
    assert.equal(server, house.url)

    const probe = spawn(process.execPath, [command, 'probe', '--server', server, '--data', directory], {
      env: { ...process.env, WATCHWORD_PROBE_KEY: key },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    probe.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = once(probe, 'exit')
    await page.getByText('Connected').first().waitFor()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await look('connected')
    await page.getByRole('button', { name: 'Revoke …' }).click()
    await page.getByRole('button', { name: 'Revoke probe' }).click()
    await page.getByText('1 probe that was revoked').waitFor()
    // It learns of that the next time it hands in or asks.
    assert.deepEqual(await ended, [1, null])
    assert.match(said, /does not know this key/)
    assert.deepEqual(trouble, [])
  },
)
