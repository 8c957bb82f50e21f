/** Sessions, deploys, events and check-ins as programs send them, and the screens that show what became of them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { newHexKey } from '#platform/ids'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage } from './chrome.ts'

let house: House
let browser: Browser
let shop: Installation
before(async () => {
  ;[house, browser] = await Promise.all([openHouse(), launch()])
  shop = await setUp(house.url)
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function openPerson(width = 1280) {
  const { page, trouble } = await openBenchPage(browser, house.url, { width, height: 1000 })
  return {
    page,
    trouble,
    go: (path: string) => page.goto(`${house.url}/app/bench${path}`),
    button: (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }),
    sees: (text: string | RegExp) => page.getByText(text).first().waitFor(),
    look: (name: string) => look(page, name),
  }
}

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (screenshots) await page.screenshot({ path: `${screenshots}/releases-${name}.png` })
}

/** One envelope, as an SDK sends it. */
async function send(...items: [header: object, payload: object][]): Promise<void> {
  const key = new URL(shop.dsn).username
  const lines = ['{}', ...items.flatMap((item) => item.map((part) => JSON.stringify(part))), '']
  const url = `${house.url}/api/${shop.projectNumber}/envelope/?sentry_key=${key}`
  const answer = await fetch(url, { method: 'POST', body: lines.join('\n') })
  assert.equal(answer.status, 200, await answer.text())
}

/** So many sessions, the first of which crash, spread over a day but for hours in its middle. */
async function sendSessions(release: string, count: number, crashed: number): Promise<void> {
  const sessions = Array.from({ length: count }, (_, n): [object, object] => {
    const hoursAgo = n % 2 === 0 ? 1 + (n % 5) : 14 + (n % 7)
    const at = new Date(Date.now() - hoursAgo * 3_600_000).toISOString()
    const status = n < crashed ? 'crashed' : 'exited'
    const attrs = { release, environment: 'production' }
    return [
      { type: 'session' },
      { sid: newHexKey(), did: `person ${n}`, started: at, timestamp: at, init: true, status, errors: 0, attrs },
    ]
  })
  for (let start = 0; start < sessions.length; start += 50) await send(...sessions.slice(start, start + 50))
}

const failure = (release: string, type: string): [object, object] => [
  { type: 'event' },
  {
    ...{ event_id: newHexKey(), level: 'error', release, environment: 'production', timestamp: Date.now() / 1000 },
    exception: {
      values: [{ type, value: 'it failed', stacktrace: { frames: [{ function: type, filename: 'a.js' }] } }],
    },
  },
]

const odd = '@acme/shop web@2.0.0 "rc"'

test(
  'releases: health, gaps, small samples, comparison, what is new, seen and resolved',
  { timeout: 300_000 },
  async () => {
    const { page, trouble, go, sees, look: seeAndCheck } = await openPerson()
    await go('/releases')
    await sees('No release yet')
    await sees(shop.dsn)
    await seeAndCheck('none')

    const announce = (version: string) =>
      shop.api.post('/releases', {
        ...{ projectId: shop.projectId, version, environment: 'production', url: 'https://ci.example.com/17' },
        commits: [{ id: '3f2a1c', message: 'Round prices', author: 'Ada' }],
      })
    await announce('shop@1.0.0')
    await announce('shop@1.1.0')
    await sendSessions('shop@1.0.0', 200, 8)
    await sendSessions('shop@1.1.0', 100, 1)
    await sendSessions(odd, 12, 0)
    for (const [release, type] of [
      ['shop@1.0.0', 'OldError'],
      ['shop@1.1.0', 'OldError'],
      ['shop@1.1.0', 'NewError'],
    ] as const) {
      await send(failure(release, type))
    }
    // The list turns by itself when the first release comes.
    await page.getByRole('link', { name: 'shop@1.1.0' }).waitFor()
    await until('all sessions', async () => {
      const { items } = await shop.api.get<{ items: { health: { sessions: number } }[] }>(
        `/releases?projectId=${shop.projectId}`,
      )
      return items.length === 3 && items.every(({ health }) => health.sessions > 0)
    })
    await go('/releases?range=7d')
    const row = (version: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('link', { name: version, exact: true }) })
    await row('shop@1.1.0').getByText('99 %').first().waitFor()
    await row('shop@1.0.0').getByText('96 %').first().waitFor()
    assert.match(await row(odd).innerText(), /0 of 12 crashed/, 'twelve sessions are no hundred per cent')
    assert.match(await row('shop@1.1.0').innerText(), /production/)
    await seeAndCheck('list')

    // j moves to the first row, enter opens it.
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).waitFor()

    await go('/releases')
    await page.getByRole('link', { name: odd, exact: true }).click()
    await page.getByRole('heading', { level: 1, name: odd }).waitFor()
    await sees('12 sessions: too few for a percentage')
    await page.reload()
    await page.getByRole('heading', { level: 1, name: odd }).waitFor()
    const events = await page.getByRole('link', { name: 'Its events' }).getAttribute('href')
    assert.equal(
      new URL(events ?? '', house.url).searchParams.get('q'),
      String.raw`release:"@acme/shop web@2.0.0 \"rc\""`,
    )

    await go(`/releases/${encodeURIComponent('shop@1.1.0')}`)
    await sees('of 100 sessions')
    await sees('3 points better')
    await page
      .getByRole('region', { name: 'Comparison with the release before' })
      .getByRole('link', { name: 'shop@1.0.0' })
      .waitFor()
    await page.getByText('1 commit').first().click()
    await sees('Round prices')
    await page.getByText('As a table').click()
    await sees(/times? without sessions: unknown/)
    const started = page.locator('section').filter({ hasText: 'New in this release' })
    await started.getByRole('link', { name: /NewError/ }).waitFor()
    const seen = page.locator('section').filter({ hasText: 'Also seen in this release' })
    await seen.getByRole('link', { name: /OldError/ }).waitFor()
    await seeAndCheck('release')
    assert.deepEqual(trouble, [])
  },
)

test('an incident is resolved in a release, in the next one, and several at once', { timeout: 300_000 }, async () => {
  const { page, trouble, go, button, sees, look: seeAndCheck } = await openPerson()
  await send(failure('shop@1.1.0', 'SecondError'))
  await send(failure('shop@1.1.0', 'FirstError'))
  const idOf = (type: string) =>
    until(type, async () => {
      const { items } = await shop.api.get<{ items: { id: string; title: string }[] }>('/incidents')
      return items.find(({ title }) => title.startsWith(type))?.id
    })
  const first = await idOf('FirstError')
  await go(`/incidents/${first}`)
  await button('More ways to resolve').click()
  await page.getByRole('menuitem', { name: 'In a release …' }).click()
  await page.getByLabel('Release', { exact: true }).fill('1.1')
  await page.getByRole('button', { name: /^shop@1\.1\.0/ }).waitFor()
  await seeAndCheck('resolve-dialog')
  await page.getByRole('button', { name: /^shop@1\.1\.0/ }).click()
  await sees('Resolved in')
  assert.equal((await shop.api.get<{ fixedIn: string }>(`/incidents/${first}`)).fixedIn, 'shop@1.1.0')
  await page.getByRole('link', { name: 'shop@1.1.0', exact: true }).first().click()
  const resolved = page.locator('section').filter({ hasText: 'Resolved in this release' })
  await resolved.getByRole('link', { name: /FirstError/ }).waitFor()

  const second = await idOf('SecondError')
  await go(`/incidents/${second}`)
  await button('Mute').click()
  await page.getByRole('menuitem', { name: 'Until the next release' }).click()
  await sees(/^Muted #\d+: until the next release/)
  await go('/incidents?q=is:muted')
  await page
    .getByLabel(/^Select #/)
    .first()
    .check()
  await button('More ways to resolve').click()
  await page.getByRole('menuitem', { name: 'In the next release' }).click()
  await sees(/^Resolved #\d+ in the next release/)
  const found = await shop.api.get<{ status: string; fixedAfter: string }>(`/incidents/${second}`)
  assert.equal(found.status, 'resolved')
  assert.ok(found.fixedAfter)
  assert.deepEqual(trouble, [])
})

test(
  'heartbeats: what to paste, a first check-in by URL, failing, settings, deletion',
  { timeout: 300_000 },
  async () => {
    const { page, trouble, go, button, sees, look: seeAndCheck } = await openPerson()
    await go('/monitors')
    await sees('No heartbeat yet')
    const { username: key } = new URL(shop.dsn)
    await sees(`/api/${shop.projectNumber}/cron/nightly-backup/${key}/`)
    await seeAndCheck('no-monitors')
    await button('Create heartbeat').click()
    await page.getByLabel('Name', { exact: true }).fill('Nightly backup')
    await page.getByLabel('Crontab', { exact: true }).fill('0 3 * *')
    await page.locator('form').getByRole('button', { name: 'Create heartbeat' }).click()
    await sees(/Five fields/)
    await page.getByLabel('Crontab', { exact: true }).fill('0 3 * * *')
    await page.getByLabel('Time zone').selectOption('Europe/Berlin')
    await seeAndCheck('new-monitor')
    await page.locator('form').getByRole('button', { name: 'Create heartbeat' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nightly backup' }).waitFor()
    await sees('Waiting for the first check-in …')
    await sees('Every day at 03:00, Europe/Berlin')

    // What the screen says to paste is what works, and the screen turns by itself.
    const url = (
      await page
        .getByTitle(/\/cron\/nightly-backup\//)
        .first()
        .innerText()
    ).trim()
    assert.equal((await fetch(url)).status, 200)
    await page.getByRole('heading', { name: 'production' }).waitFor()
    await page.getByText('Up', { exact: true }).first().waitFor()
    assert.equal((await fetch(`${url}?status=error&environment=staging`, { method: 'POST' })).status, 200)
    await page.reload()
    await page.getByText('Failing', { exact: true }).first().waitFor()
    await page.getByRole('img', { name: 'Last 2 check-ins: 1 error, 1 ok' }).waitFor()
    await seeAndCheck('monitor')
    await go('/monitors?is=failing')
    await page.getByRole('link', { name: 'Nightly backup' }).waitFor()
    await seeAndCheck('monitors')

    await page.getByRole('link', { name: 'Nightly backup' }).click()
    await page.getByRole('tab', { name: 'Settings' }).click()
    await page.getByLabel('Margin (minutes)').fill('15')
    await button('Save').click()
    await sees(/^Saved\./)
    await button('Pause').click()
    await page.getByText('Paused', { exact: true }).first().waitFor()
    await seeAndCheck('monitor-settings')
    await button('Delete …').click()
    await page.getByLabel(/Type nightly-backup/).fill('nightly-backup')
    await button('Delete heartbeat').click()
    await sees('No heartbeat yet')
    assert.deepEqual(trouble, [])
  },
)

test('on a phone nothing is wider than the screen', { timeout: 300_000 }, async () => {
  const { page, go, look: seeAndCheck } = await openPerson(390)
  await fetch(`${house.url}/api/${shop.projectNumber}/cron/phone-job/${new URL(shop.dsn).username}/`)
  for (const [path, name] of [
    ['/releases', 'phone-releases'],
    [`/releases/${encodeURIComponent(odd)}`, 'phone-release'],
    ['/monitors', 'phone-monitors'],
  ] as const) {
    await go(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('[role=status][aria-label=Loading]').first().waitFor({ state: 'detached' })
    const width = await page.evaluate<number>('document.documentElement.scrollWidth')
    assert.ok(width <= 390, `${path} is ${width} px wide`)
    if (name === 'phone-release') await seeAndCheck(name)
  }
})
