/** The list of hosts and one of them, from the agent as it is built, and a host that went quiet beside it. */
import assert from 'node:assert/strict'
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { parseEnv, promisify } from 'node:util'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { buildAgent } from '../../bin/build-agent/build.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
let page: Page
let trouble: string[]
let directory: string
let agent: ChildProcess | undefined
before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hosts-'))
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
  ;({ page, trouble } = await openBenchPage(browser, house.url))
})
after(async () => {
  agent?.kill('SIGKILL')
  await browser.close()
  await house.close()
  await rm(directory, { recursive: true })
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']
async function look(name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${screenshots}/hosts-${name}-${colorScheme}.png`, fullPage: true })
  }
}

const go = (path: string) => page.goto(`${house.url}/app/bench${path}`)
const isWide = (): Promise<boolean> => page.evaluate('document.documentElement.scrollWidth > innerWidth')

/** Ten minutes, until a quarter of an hour ago, at fifteen seconds. */
async function sendQuietHost(): Promise<void> {
  const until = Date.now() - 15 * 60_000
  const labels = 'job="node",instance="db-1",role="db"'
  const lines = Array.from({ length: 40 }, (_, index) => {
    const at = until - (39 - index) * 15_000
    return [
      `node_uname_info{${labels},nodename="db-1",release="6.12.1",machine="x86_64",sysname="Linux"} 1 ${at}`,
      `node_load1{${labels}} 0.5 ${at}`,
      `node_cpu_seconds_total{${labels},cpu="0",mode="idle"} ${index * 10} ${at}`,
      `node_memory_MemTotal_bytes{${labels}} 8e9 ${at}`,
      `node_memory_MemAvailable_bytes{${labels}} ${3e9 + index * 5e7} ${at}`,
      `node_disk_read_bytes_total{${labels},device="sda"} ${index * 4e6} ${at}`,
      `node_disk_written_bytes_total{${labels},device="sda"} ${index * 9e6} ${at}`,
      `node_network_receive_bytes_total{${labels},device="eth0"} ${index * 5000} ${at}`,
      `node_network_transmit_bytes_total{${labels},device="eth0"} ${index * 7000} ${at}`,
    ]
  }).flat()
  const answer = await fetch(`${house.url}/prometheus/api/v1/import/prometheus`, {
    method: 'POST',
    headers: { authorization: `Bearer ${shop.ingestKey}` },
    body: `${lines.join('\n')}\n`,
  })
  assert.equal(answer.status, 204, await answer.text())
}

test(
  'the line that enrols a host has the real key, and the list turns by itself when the agent reports [CAB-08]',
  { timeout: 300_000 },
  async () => {
    await go('/hosts')
    await page.getByRole('heading', { name: 'No host yet' }).waitFor()
    const line = (await page.getByLabel('what enrols a host', { exact: true }).textContent()) ?? ''
    await look('none')
    await page.getByLabel('Send with').selectOption('Prometheus')
    await page.getByText(`credentials: ${shop.ingestKey}`).waitFor()
    // The very line, but for where it puts things: a test is no place for a unit of systemd.
    await buildAgent(join(import.meta.dirname, '../../agent/dist'))
    const host = join(directory, 'host')
    const pasted = line.replace('| sudo ', `| DESTDIR=${host} `)
    assert.notEqual(pasted, line)
    await promisify(execFile)('sh', ['-c', pasted])
    const settings = parseEnv(readFileSync(join(host, 'etc/watchword-agent.conf'), 'utf8'))
    assert.deepEqual(settings, { WATCHWORD_AGENT_URL: house.url, WATCHWORD_AGENT_KEY: shop.ingestKey })
    agent = spawn(join(host, 'usr/local/bin/watchword-agent'), {
      stdio: 'ignore',
      env: {
        ...settings,
        PATH: process.env['PATH'],
        WATCHWORD_AGENT_DATA_DIR: join(directory, 'data'),
        WATCHWORD_AGENT_INTERVAL_SECONDS: '5',
        WATCHWORD_AGENT_INSTANCE: 'web-1',
        WATCHWORD_AGENT_LABELS: 'role=web',
      },
    })
    await page.getByText('role=web').waitFor()
  },
)

test(
  'hosts are listed with their states and figures, found by words, and read with their last hour',
  { timeout: 300_000 },
  async () => {
    await sendQuietHost()
    await go('/hosts')
    await page.getByRole('listitem').getByText('Quiet', { exact: true }).waitFor()
    await until('figures of two samples', async () => {
      const { items } = await shop.api.get<{ items: { figures: { cpuShare: number | null } }[] }>(
        '/hosts?state=reporting',
      )
      return items[0]?.figures.cpuShare ?? undefined
    })
    await page.reload()
    await page.getByRole('listitem').getByText('Reporting', { exact: true }).waitFor()
    await look('list')
    await page.setViewportSize({ width: 390, height: 844 })
    await look('list-narrow')
    assert.equal(await isWide(), false)
    await page.setViewportSize({ width: 1280, height: 900 })

    await page.keyboard.press('/')
    await page.keyboard.type('role=db')
    await page.waitForURL(/q=role/)
    await page.getByText('role=web').waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'db-1' }).click()
    await page.getByText('Nothing came for three of its intervals').waitFor()
    await page.getByRole('figure').nth(3).waitFor()
    await look('quiet')

    await go('/hosts?is=reporting')
    await page.getByText('role=web').waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL(/hosts\/hst_/)
    await page.getByText('kernel.release').waitFor()
    await page.getByRole('figure').nth(3).waitFor()
    await look('host')
    await page.setViewportSize({ width: 390, height: 844 })
    await look('host-narrow')
    assert.equal(await isWide(), false)
    await page.setViewportSize({ width: 1280, height: 900 })
  },
)

test('a host whose agent was ended cleanly has stopped, not gone quiet [CAB-08]', { timeout: 300_000 }, async () => {
  assert.ok(agent)
  const ended = once(agent, 'exit')
  agent.kill('SIGTERM')
  await ended
  await go('/hosts?q=role%3Dweb')
  await page.getByRole('listitem').getByText('Stopped', { exact: true }).waitFor()
  assert.deepEqual(trouble, [])
})
