import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { inventory } from '../../../app.ts'
import { findCanaries } from '../../../testing/canary.ts'
import { openDesk, workAll } from './desk.fixture.ts'

test('a corrected name and address are what everybody sees, and the old ones are left only where the inventory says so [SEN-29, OPS-39, CAB-32, AHU-32, DSE-42]', async (t) => {
  const at = await openDesk(t, { alone: true })
  const mark = `old${newHexKey(6)}`
  const ada = await at.person(`Ada ${mark}`)
  const shop = await at.workspace(ada, 'Shop')
  const other = await at.person('Other')
  await at.join(shop, other, 'admin')
  const browser = await at.browser(ada)
  const inside = browser.inside(shop.slug)
  assert.equal((await inside('POST', '/projects', { name: 'Web' })).status, 201)

  assert.equal((await browser.send('PATCH', '/user', { name: 'Ada Right' })).status, 200)
  const address = `right-${newHexKey(6)}@example.com`
  assert.equal((await browser.send('POST', '/user/email', { email: address })).status, 202)
  const [mail] = await at.work()
  const [, secret] = /#([\w-]+)/.exec(mail?.text ?? '') ?? []
  assert.equal((await browser.send('POST', '/email-changes/confirmation', { secret })).status, 204)
  await workAll(at)

  const seen = (await at.browser(other)).inside(shop.slug)
  const members = JSON.stringify((await seen('GET', '/members')).body)
  assert.ok(members.includes('Ada Right') && members.includes(address))
  assert.ok(!members.includes(mark) && !members.includes(ada.email))
  const audit = (await seen('GET', '/audit-entries')).body.items
  const acted = audit.filter(({ actor }: { actor: { id: string } }) => actor.id === ada.id)
  assert.ok(acted.length > 0, JSON.stringify(audit[0]))
  for (const { actor } of acted) assert.equal(actor.name, 'Ada Right')

  const canaries = new Map([
    ['name', [mark]],
    ['address', [ada.email]],
  ])
  const left = await findCanaries(at.services, canaries)
  // The database's own files keep dead rows until they are written over.
  const places = left.filter(({ place }) => place !== 'file: postgres').map(({ canary, place }) => `${canary} ${place}`)
  // What was mailed to the old address, and that it was the old one: until the end that the inventory gives them.
  const declared = ['kept_mails', 'user_activities']
  assert.deepEqual(places, [
    'address database: public.kept_mails.recipient',
    'address database: public.user_activities.data',
  ])
  for (const place of declared) {
    assert.ok(
      inventory.some((entry) => entry.place === place && (entry.retention.ages ?? []).length > 0),
      place,
    )
  }
})

test('what a person cannot correct themselves goes to those who run the installation, and the answer is mailed [SEN-29, OPS-39, CAB-32, AHU-32, DSE-42]', async (t) => {
  const at = await openDesk(t)
  const ada = await at.person('Ada')
  const message = 'The invoice has my old name'
  const browser = await at.browser(ada)
  assert.equal((await browser.send('POST', '/user/privacy-requests', { type: 'correction' })).status, 400)
  const { body } = await browser.send('POST', '/user/privacy-requests', { type: 'correction', message })
  assert.equal(body.state, 'open')
  await workAll(at)
  const staff = await at.browser(at.root)
  const shown = (await staff.send('GET', `/staff/privacy-requests/${body.id}`)).body
  assert.partialDeepStrictEqual(shown, { message, name: 'Ada', address: ada.email })
  const text = 'The invoice is corrected.'
  assert.equal((await staff.send('POST', `/staff/privacy-requests/${body.id}/answers`, { text })).status, 204)
  const [answer] = await workAll(at)
  assert.partialDeepStrictEqual(answer, { to: ada.email, subject: 'The answer to your privacy request' })
  const [own] = (await browser.send('GET', '/user/privacy-requests')).body.items
  assert.partialDeepStrictEqual(own, { state: 'answered', answer: text })
})
