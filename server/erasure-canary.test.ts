/**
 * What the policy promises of erasing, proved in every store at once: each personal column of the inventory holds a text
 * of its own, and after the end of the person or the workspace none is found but where the receipt says so.
 */
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { inTransaction, sql } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { fixedPolicy, presets } from '#platform/policy'
import { newHexKey } from '#platform/ids'
import { inventory } from './app.ts'
import { fill, type Filled, type Whom } from './modules/privacy/erasure/fill.fixture.ts'
import { leadMs } from './modules/privacy/erasure/erasure.ts'
import { openHouse, type Browser, type House } from './modules/staff/house.fixture.ts'
import { findCanariesLeft, type Hit } from './testing/canary.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

type World = {
  at: House
  browser: Browser
  one: Whom & { filled: Filled; slug: string; name: string }
  other: Whom & { filled: Filled; slug: string; name: string }
}

/** Two people, each with a workspace of their own in which somebody else is an owner too; every column filled. */
async function makeWorld(t: TestContext): Promise<World> {
  const at = await openHouse(t, { alone: true })
  const make = async () => {
    const email = `canary${newHexKey(10)}@example.com`
    const person = { ...(await at.person()), email }
    const owner = await at.person('Owner')
    const workspace = await at.workspace(owner, `canary${newHexKey(8)}`)
    await at.join(workspace, person, 'owner')
    const whom = { id: person.id, email, workspaceId: workspace.workspaceId }
    const filled = await fill(at.services, inventory, whom)
    filled.person.set('address', [email])
    return { ...whom, filled, slug: workspace.slug, name: person.name }
  }
  const one = await make()
  const other = await make()
  return { at, one, other, browser: await at.browser(one) }
}

/** Each column is really there: a scan that finds nothing would prove nothing. */
async function expectPlanted(at: House, { person, workspace }: Filled): Promise<void> {
  const marks = new Map([
    ...[...person].map(([place, texts]) => [`person ${place}`, texts] as const),
    ...[...workspace].map(([place, texts]) => [`workspace ${place}`, texts] as const),
  ])
  const found = new Set((await findCanariesLeft(at.services, marks)).map(({ canary }) => canary))
  assert.deepEqual(
    [...marks.keys()].filter((place) => !found.has(place)),
    [],
    'planted and not found',
  )
}

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
async function receiptOf(at: House, receiptSecret: string): Promise<any> {
  const { body } = await (await at.browser()).send('POST', '/erasure-receipt-lookups', { secret: receiptSecret })
  return body
}

type Declared = { stays: { category: string }[]; workspacesDecide: { category: string; workspaceId: string }[] }

/** What is found, and stands in no line of the receipt. */
function undeclared(hits: readonly Hit[], receipt: Declared): string[] {
  const staying = new Set(receipt.stays.map(({ category }) => category))
  const left = new Set(receipt.workspacesDecide.map(({ category }) => category))
  return hits
    .filter(({ place, canary }) => {
      // By which it is erased again after a restore: an id, and said of in every receipt.
      if (canary.endsWith('subscribers.id') && place.endsWith('tombstones.value')) return false
      const entry = entryOf(place)
      if (!entry) return true
      if (typeof entry.erase === 'object') return !staying.has(entry.category)
      return entry.erase !== 'workspaceDecides' || !left.has(entry.category)
    })
    .map(({ canary, place }) => `${canary} in ${place}`)
}

function entryOf(found: string): InventoryEntry | undefined {
  const [, store, table, column] = /^(database|columns): (?:public\.)?(\w+)\.(\w+)$/.exec(found) ?? []
  return inventory.find(
    ({ place, fields, store: of }) => of === store && place === table && fields.includes(column ?? ''),
  )
}

/** What is under way after a deletion ends, and the workspace's last look is taken. */
async function settle(at: House): Promise<void> {
  for (let round = 0; round < 3; round++) {
    at.clock.advance(61_000)
    await at.work()
    await at.sweep('privacy.erasures')
  }
}

test('erased now: with the next sweep nothing is left in any store but what the receipt declares, and nothing of another person is touched [SEN-30] [OPS-41] [AHU-33] [DSE-43] [DSE-38]', async (t) => {
  const { at, one, other, browser } = await makeWorld(t)
  await expectPlanted(at, one.filled)
  const plan = await browser.send('GET', '/user/closure-plan')
  assert.equal(plan.status, 200, JSON.stringify(plan.body))
  const begun = await browser.send('POST', '/user/erasure', { confirmation: one.email })
  assert.equal(begun.status, 202, JSON.stringify(begun.body))
  await at.sweep('privacy.erasures')
  await at.work()

  const { state, receipt } = await receiptOf(at, begun.body.receiptSecret)
  assert.equal(state, 'done')
  assert.ok(receipt.finishedAt)
  const hits = await findCanariesLeft(at.services, one.filled.person)
  assert.deepEqual(undeclared(hits, receipt), [])
  await expectPlanted(at, other.filled)
  // What the workspace has of its own is still there.
  const left = new Set((await findCanariesLeft(at.services, one.filled.workspace)).map(({ canary }) => canary))
  assert.ok([...left].some((place) => place.includes('incidents.title')))
})

for (const [name, profile] of Object.entries(presets)) {
  test(`closed under ${name}: all is there and unusable until the day comes, then nothing is left in any store but what the receipt declares [OPS-33] [CAB-27] [SEN-30] [DSE-38]`, async (t) => {
    const { at, one, other, browser } = await makeWorld(t)
    // The browsers of this test do nothing against forged requests.
    Object.assign(at.services, { policy: fixedPolicy({ ...profile, csrf: 'fetch-metadata' }) })
    const begun = await browser.send('POST', '/user/closure', { confirmation: one.email })
    assert.equal(begun.status, 202, JSON.stringify(begun.body))
    const { accountDeleteByDays } = profile.retention
    assert.equal(Date.parse(begun.body.deleteBy), at.clock().getTime() + accountDeleteByDays * dayMs)
    assert.equal((await browser.send('GET', '/user')).status, 401)

    at.clock.advance(accountDeleteByDays * dayMs - leadMs - minuteMs)
    await at.sweep('privacy.erasures')
    const before = new Set((await findCanariesLeft(at.services, one.filled.person)).map(({ canary }) => canary))
    assert.ok(before.has('database: public.users.name') && before.has('address'), 'present before its day')
    assert.equal((await receiptOf(at, begun.body.receiptSecret)).state, 'waiting')

    // One sweep before the last day is over.
    at.clock.advance(leadMs)
    await at.sweep('privacy.erasures')
    await at.work()
    const { state, receipt } = await receiptOf(at, begun.body.receiptSecret)
    assert.equal(state, 'done')
    assert.ok(Date.parse(receipt.finishedAt) <= Date.parse(begun.body.deleteBy), 'in time')
    assert.deepEqual(undeclared(await findCanariesLeft(at.services, one.filled.person), receipt), [])
    await expectPlanted(at, other.filled)
  })
}

test('a workspace that is deleted leaves nothing of itself in any store, and its owners have a receipt [OPS-10] [OPS-35]', async (t) => {
  const { at, one, other, browser } = await makeWorld(t)
  const inside = browser.inside(one.slug)
  const plan = await inside('GET', '/workspace/deletion-plan')
  assert.equal(plan.status, 200)
  assert.equal(Date.parse(plan.body.deleteBy), at.clock().getTime() + 30 * dayMs)
  assert.equal((await inside('DELETE', '/workspace', { slug: one.slug })).status, 202)
  await settle(at)
  const secret = await mailedReceipt(at, one.email)
  const { state, receipt } = await receiptOf(at, secret)
  assert.equal(state, 'done')
  assert.ok(Date.parse(receipt.finishedAt) <= Date.parse(plan.body.deleteBy))
  for (const { category, records } of plan.body.deleted) {
    const went = receipt.deleted.find((row: { category: string }) => row.category === category)
    assert.ok(went && went.records >= records, `${category}: ${went?.records} of ${records}`)
  }
  const staying = new Set(receipt.stays.map(({ category }: { category: string }) => category))
  const marks = new Map([...one.filled.workspace, ['workspace id', [one.workspaceId]]])
  const hits = (await findCanariesLeft(at.services, marks)).filter(({ place }) => {
    const entry = entryOf(place)
    // Of the person, who goes on; a register that the receipt names; the id by which it is deleted again after a restore.
    return !isOfPeople(place) && !staying.has(entry?.category) && entry?.place !== 'tombstones'
  })
  assert.deepEqual(hits, [])
  await expectPlanted(at, other.filled)
})

/** In a table that no workspace has a part in. */
function isOfPeople(found: string): boolean {
  const entry = entryOf(found)
  return (
    entry !== undefined &&
    !inventory.some(({ place, fields }) => place === entry.place && fields.includes('workspace_id'))
  )
}

/** What stands behind the # of the link in the mail. */
async function mailedReceipt(at: House, address: string): Promise<string> {
  const { rows } = await inTransaction(at.operators, ({ db }) =>
    sql<{ text: string }>`select text from kept_mails where recipient = ${address} order by created_at desc`.execute(
      db,
    ),
  )
  const secret = rows.map(({ text }) => /\/app\/receipt#(\w[\w-]+)/.exec(text)?.[1]).find((one) => one !== undefined)
  assert.ok(secret, 'no receipt was mailed')
  return secret
}

test('every rule to anonymise names the columns that it clears, and each of them exists [DSE-38]', () => {
  for (const entry of inventory.filter(({ erase }) => erase === 'anonymise')) {
    const named = entry.subject.flatMap((one) =>
      'userId' in one ? [one.userId] : 'address' in one ? [one.address] : [],
    )
    const cleared = [...named, ...(entry.clears ?? [])]
    const isOwn = entry.subject.some((one) => 'own' in one)
    assert.ok(cleared.length > 0 || isOwn, `${entry.place}: nothing is cleared`)
    const table = inventory.filter(({ place, store }) => place === entry.place && store === entry.store)
    for (const column of cleared) {
      assert.ok(
        table.some(({ fields }) => fields.includes(column)),
        `${entry.place}.${column}`,
      )
    }
  }
})
