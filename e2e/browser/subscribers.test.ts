/** Subscribing, choosing and being told, from the public page to the list of who was told. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { setUp, type Installation } from '../../bench/api.ts'
import { openHouse, until, type House } from '../house.ts'
import { assertAccessible, launch, openBenchPage, watchForTrouble } from './chrome.ts'

const bounceToken = 'the-token-of-the-mail-server'

let house: House
let browser: Browser
let shop: Installation
let pageId: string
before(async () => {
  ;[house, browser] = await Promise.all([openHouse({ WATCHWORD_BOUNCE_TOKEN: bounceToken }), launch()])
  shop = await setUp(house.url)
  pageId = (await shop.api.post<{ id: string }>('/status-pages', { slug: 'acme', name: 'Acme' })).id
  for (const name of ['API', 'Website']) await shop.api.post(`/status-pages/${pageId}/components`, { name })
})
after(async () => {
  await browser.close()
  await house.close()
})

const screenshots = process.env['WATCHWORD_TEST_SCREENSHOTS']

async function look(page: Page, name: string): Promise<void> {
  await assertAccessible(page, name)
  if (!screenshots) return
  const width = page.viewportSize()?.width ?? 1280
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: `${screenshots}/subscribers-${name}-${scheme}.png`, fullPage: true })
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.screenshot({ path: `${screenshots}/subscribers-${name}-narrow.png`, fullPage: true })
  await page.setViewportSize({ width, height: 900 })
}

const mailed = (pattern: RegExp): Promise<string> =>
  until('a mail', async () => {
    const texts = house.mail.mails.map(({ text }) => text ?? '')
    return texts.flatMap((text) => pattern.exec(text)?.[1] ?? []).at(-1)
  })

test('a reader chooses, confirms, and changes the choice by a code [OPS-09]', { timeout: 300_000 }, async () => {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  const trouble = watchForTrouble(page, new URL(house.url).host)
  await page.goto(`${house.url}/status/acme`)
  await page.getByRole('link', { name: /Webhook, Slack/ }).click()
  await page.getByLabel('Where to').fill('ada@example.com')
  await page.getByLabel('Only these:').check()
  await page.getByLabel('API', { exact: true }).check()
  await look(page, 'form')
  await page.getByRole('button', { name: 'Subscribe' }).click()
  await page.getByRole('heading', { name: 'Check your mailbox' }).waitFor()
  await page.goto(await mailed(/(http\S+\/confirm\/\S+)/))
  await page.getByRole('button', { name: 'Confirm the subscription' }).click()
  await page.getByRole('heading', { name: 'You are subscribed' }).waitFor()
  await page.goto(`${house.url}/status/acme/preferences`)
  await page.getByLabel('E-mail address').fill('ada@example.com')
  await page.getByRole('button', { name: 'Send a code' }).click()
  await page.getByLabel('Code').fill(await mailed(/^> (\d{6})$/m))
  await look(page, 'code')
  await page.getByRole('button', { name: 'Go on' }).click()
  assert.ok(await page.getByLabel('API', { exact: true }).isChecked())
  await page.getByLabel('Trouble only').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.').waitFor()
  await look(page, 'preferences')
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test(
  'an owner finds, imports and exports subscribers, and sees who was told [OPS-09, OPS-21]',
  { timeout: 300_000 },
  async () => {
    const { page, trouble } = await openBenchPage(browser, house.url)
    const tab = `${house.url}/app/bench/pages/${pageId}?tab=subscribers`
    await page.goto(tab)
    await page.getByText('ada@example.com').waitFor()
    await page.getByText('trouble only · 1 component').waitFor()
    await page.getByRole('button', { name: 'Import' }).click()
    await page.getByLabel('Or the list itself').fill('email\nbob@example.com\neve@example.com\nnot an address')
    await page.getByLabel('Where they agreed').fill('The form of our old status page.')
    await page.getByLabel('When, the last of them').fill('2024-05-01')
    await page.getByLabel('These people agreed').check()
    await look(page, 'import')
    await page.getByRole('dialog').getByRole('button', { name: 'Import' }).click()
    await page.getByText('2 subscribers added.').waitFor()
    await page.getByText('Line 4: not a valid e-mail address').waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('bob@example.com').waitFor()
    await look(page, 'list')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ])
    const csv = await readFile(await download.path(), 'utf8')
    assert.match(csv, /bob@example\.com,email,confirmed,all.*The form of our old status page/)
    await page.getByLabel('Find an address').fill('EVE')
    await page.getByText('bob@example.com').waitFor({ state: 'detached' })
    await page.waitForURL(/q=EVE/)
    await page.getByRole('button', { name: 'Remove eve@example.com' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove subscriber' }).click()
    await page.getByText('No subscriber is like that.').waitFor()
    await page.getByLabel('In a Slack channel').uncheck()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText('Saved.').waitFor()

    const report = await shop.api.post<{ id: string }>(`/status-pages/${pageId}/reports`, {
      ...{ title: 'Checkout is slow', body: 'We are looking into it.' },
    })
    await page.goto(`${house.url}/app/bench/pages/${pageId}/reports/${report.id}`)
    await page.getByRole('link', { name: 'Who was told' }).click()
    await page.getByRole('list', { name: 'Deliveries' }).getByText('bob@example.com').waitFor()
    await page.getByRole('list', { name: 'Outcomes' }).getByText('Told').waitFor()
    assert.equal(await page.getByText('ada@example.com').count(), 0, 'it is about no component of hers')
    await look(page, 'deliveries')
    assert.deepEqual(trouble, [])
    await page.context().close()
  },
)

test('a reader subscribes to a group, in a language of their own', { timeout: 300_000 }, async () => {
  const group = await shop.api.post<{ id: string }>(`/status-pages/${pageId}/component-groups`, { name: 'Core' })
  await shop.api.post(`/status-pages/${pageId}/components`, { name: 'Search', groupId: group.id })
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage()
  const trouble = watchForTrouble(page, new URL(house.url).host)
  await page.goto(`${house.url}/status/acme/subscribe`)
  await page.getByRole('navigation', { name: 'Languages' }).getByRole('link', { name: 'العربية' }).click()
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl')
  assert.equal(await page.getByLabel('لغة الرسائل').inputValue(), 'ar')
  await page.getByLabel('إلى أين').fill('noor@example.com')
  await page.getByLabel('هذه فقط:').check()
  await page.locator(`input[name=groups][value="${group.id}"]`).check()
  await look(page, 'form-ar')
  await page.getByRole('button', { name: 'اشترك' }).click()
  await page.getByRole('heading', { name: 'انظر في بريدك' }).waitFor()
  await page.goto(await mailed(/(http\S+\/confirm\/\S+language=ar)/))
  await page.getByRole('button', { name: 'تأكيد الاشتراك' }).click()
  await page.getByRole('heading', { name: 'أنت مشترك' }).waitFor()
  assert.deepEqual(trouble, [])
  await page.context().close()
})

test('mail that comes back is shown in the list, with its reason', { timeout: 300_000 }, async () => {
  const mail = house.mail.mails.findLast(({ to }) => to?.some(({ address }) => address === 'bob@example.com'))
  const header = (key: string) => mail?.headers.find((each) => each.key === key)?.value ?? ''
  const report = [
    'To: status@localhost',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    ...['', '--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example', ''],
    ...['Final-Recipient: rfc822; bob@example.com', 'Action: failed', 'Status: 5.1.1'],
    'Diagnostic-Code: smtp; 550 5.1.1 no such user',
    ...['', '--b', 'Content-Type: text/rfc822-headers', '', `Message-ID: ${header('message-id')}`],
    ...[`List-Unsubscribe: ${header('list-unsubscribe')}`, '', '--b--', ''],
  ].join('\r\n')
  const answer = await fetch(`${house.url}/mail/bounces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bounceToken}` },
    body: report,
  })
  assert.deepEqual(await answer.json(), { result: 'bounced' })
  const { page, trouble } = await openBenchPage(browser, house.url)
  await page.goto(`${house.url}/app/bench/pages/${pageId}?tab=subscribers`)
  const row = page.getByRole('listitem').filter({ hasText: 'bob@example.com' })
  await row.getByText(/Bounced .*came back: 550 5\.1\.1 no such user/).waitFor()
  await page.getByRole('listitem').filter({ hasText: 'noor@example.com' }).getByText('1 group · in Arabic').waitFor()
  await look(page, 'bounced')
  await row.getByRole('button', { name: 'Send again' }).click()
  await row.getByText('stopped').waitFor({ state: 'detached' })
  assert.deepEqual(trouble, [])
  await page.context().close()
})
