import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, sql } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import { inventory } from '../../../app.ts'
import { findCanaries, type Hit } from '../../../testing/canary.ts'
import { openHouse, type House } from '../../staff/house.fixture.ts'
import { eraseNow } from './close-account.ts'
import { fill, type Whom } from './fill.fixture.ts'
import { replayTombstones } from './replay.ts'
import { runErasure } from './run-erasure.ts'
import * as repo from './repo.ts'
import { addressValue, listTombstones } from './tombstones.ts'

const facts = { inventory }
const dayMs = 86_400_000

/** In the stores; their own files and what is kept for a reason are looked at by erasure-canary.test.ts. */
async function look({ services }: House, marks: ReadonlyMap<string, string[]>): Promise<Hit[]> {
  const hits = await findCanaries(services, marks)
  return hits.filter(({ place }) => !/^file: (postgres|clickhouse)/.test(place) && !place.endsWith('tombstones.value'))
}

function isKept({ place }: Hit): boolean {
  const [, table, column] = /: (?:public\.)?(\w+)\.(\w+)$/.exec(place) ?? []
  const entry = inventory.find((one) => one.place === table && one.fields.includes(column ?? ''))
  return typeof entry?.erase === 'object' || entry?.erase === 'workspaceDecides'
}

/** Somebody with every column filled, in a workspace that goes on without them. */
async function makeWhom(at: House) {
  const email = `canary${newHexKey(10)}@example.com`
  const [person, owner] = [await at.person(), await at.person('Owner')]
  const workspace = await at.workspace(owner, `canary${newHexKey(8)}`)
  await at.join(workspace, person, 'member')
  const whom: Whom = { id: person.id, email, workspaceId: workspace.workspaceId }
  const filled = await fill(at.services, inventory, whom)
  filled.person.set('address', [email])
  return { ...whom, filled }
}

test('what an older backup brings back of a person and of a workspace goes before anyone is served, as often as it is asked for, and nothing else does [OPS-35]', async (t) => {
  const at = await openHouse(t, { alone: true })
  const [gone, ended, other] = [await makeWhom(at), await makeWhom(at), await makeWhom(at)]
  const erasedAt = new Date(at.clock().getTime() + dayMs)
  at.clock.advance(2 * dayMs)
  // Somebody subscribed with the address after it was erased: that is a new beginning.
  const page = newId('pag', at.clock())
  const again = `again${newHexKey(8)}`
  await at.services.database.kysely.transaction().execute(async (db) => {
    for (const table of ['status_pages', 'subscribers']) {
      await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
    }
    await sql`insert into status_pages (id, workspace_id, slug, name, description, time_zone, created_at, updated_at)
      values (${page}, ${other.workspaceId}, ${again}, 'Page', '', 'UTC', ${at.clock()}, ${at.clock()})`.execute(db)
    await sql`insert into subscribers (id, workspace_id, page_id, address, address_key, created_at)
      values (${again.slice(0, 12)}, ${other.workspaceId}, ${page}, ${gone.email}, ${gone.email}, ${at.clock()})`.execute(
      db,
    )
    for (const table of ['status_pages', 'subscribers']) {
      await sql`alter table ${sql.table(table)} force row level security`.execute(db)
    }
  })
  const tombstones = [
    { kind: 'user' as const, value: gone.id, erasedAt },
    { kind: 'address' as const, value: addressValue(at.services.vault, gone.email), erasedAt },
    { kind: 'address' as const, value: addressValue(at.services.vault, 'nobody@example.com'), erasedAt },
    { kind: 'workspace' as const, value: ended.workspaceId, erasedAt },
  ]
  const replayed = await replayTombstones(at.services, facts, tombstones)
  assert.deepEqual([replayed.users, replayed.workspaces], [1, 1])
  const { address: _, ...marks } = Object.fromEntries(gone.filled.person)
  const left = await look(at, new Map(Object.entries(marks)))
  assert.deepEqual(
    left.filter((hit) => !isKept(hit)),
    [],
  )
  // But for the new one and what a workspace decides about.
  const addressed = (await look(at, new Map([['address', [gone.email]]]))).filter((hit) => !isKept(hit))
  assert.deepEqual(
    addressed.map(({ place }) => place),
    ['database: public.subscribers.address', 'database: public.subscribers.address_key'],
  )
  const ofWorkspace = [...ended.filled.workspace].filter(([place]) => inWorkspaces(place))
  assert.deepEqual(await look(at, new Map(ofWorkspace)), [])
  const found = await look(at, other.filled.person)
  assert.deepEqual(
    [...other.filled.person.keys()].filter((place) => !found.some(({ canary }) => canary === place)),
    [],
  )
  assert.deepEqual(await replayTombstones(at.services, facts, tombstones), {
    users: 0,
    workspaces: 0,
    projects: 0,
    addresses: 0,
    subscribers: 0,
  })
  const listed = await inPlatformTransaction(at.services, listTombstones)
  for (const { value } of tombstones) assert.ok(listed.some((one) => one.value === value))
})

function inWorkspaces(found: string): boolean {
  const [, table] = /: (?:public\.)?(\w+)\./.exec(found) ?? []
  return inventory.some(
    ({ place, fields, retention }) =>
      place === table && fields.includes('workspace_id') && retention.endsWith !== 'installation',
  )
}

test('killed between any two steps an erasure goes on, and ends as if nothing had happened [SEN-30]', async (t) => {
  const at = await openHouse(t, { alone: true })
  const numbers = async (services: Services, id: string) => {
    const steps = await inPlatformTransaction(services, (tx) => repo.listSteps(tx, id))
    // Lines of a file are counted while they are emptied: after a kill there are fewer.
    return Object.fromEntries(
      steps
        .filter(({ step }) => step !== 'requestLog')
        .map(({ step, deleted, anonymised, kept }) => [step, `${deleted} ${anonymised} ${kept}`]),
    )
  }
  const whole = await makeWhom(at)
  const wholeId = await eraseNow(at.services, { userId: whole.id, address: null })
  await runErasure(at.services, facts, wholeId)

  const broken = await makeWhom(at)
  const id = await eraseNow(at.services, { userId: broken.id, address: null })
  const progress = async () => {
    const steps = await inPlatformTransaction(at.services, (tx) => repo.listSteps(tx, id))
    return JSON.stringify(steps)
  }
  let runs = 0
  let before = ''
  for (let allowed = 1, done = false; !done; runs += 1) {
    assert.ok(runs < 500)
    done = await runErasure(dyingAfter(at.services, allowed), facts, id).then(
      () => true,
      (error: unknown) => {
        assert.match(String(error), /killed/)
        return false
      },
    )
    // As soon as anything was done it is killed again; only where nothing can be, it comes one transaction further.
    const now = await progress()
    if (now === before) allowed += 1
    before = now
  }
  assert.ok(runs > 40, `only ${runs} places to be killed at`)
  assert.deepEqual(await numbers(at.services, id), await numbers(at.services, wholeId))
  const erasure = await inPlatformTransaction(at.services, (tx) => repo.findErasure(tx, id))
  assert.ok(erasure?.finishedAt)
  assert.deepEqual([erasure.userId, erasure.address, erasure.pseudonym], [null, null, null])
})

/** The process ends when it has begun so many transactions. */
function dyingAfter(services: Services, allowed: number): Services {
  let used = 0
  const { kysely } = services.database
  const dying = new Proxy(kysely, {
    get: (target, name, receiver): unknown => {
      if (name !== 'transaction') return Reflect.get(target, name, receiver)
      if (used++ >= allowed) throw new Error('killed')
      return () => kysely.transaction()
    },
  })
  return { ...services, database: { ...services.database, kysely: dying } }
}

test('two who carry out the same erasure at once do it once', async (t) => {
  const at = await openHouse(t)
  const person = await at.person()
  const id = await eraseNow(at.services, { userId: person.id, address: null })
  await Promise.allSettled([1, 2, 3].map(() => runErasure(at.services, facts, id)))
  await runErasure(at.services, facts, id)
  const erasure = await inPlatformTransaction(at.services, (tx) => repo.findErasure(tx, id))
  assert.ok(erasure?.finishedAt)
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql`select from users where id = ${person.id}`.execute(db),
  )
  assert.equal(rows.length, 0)
})

test('somebody without a sign-in is erased by their address, everywhere and nowhere else', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person()
  const other = `other${newHexKey(6)}@example.com`
  const address = `Reader${newHexKey(6)}@Example.com`
  const workspace = await at.workspace(owner)
  const inside = (await at.browser(owner)).inside(workspace.slug)
  for (const email of [address, other]) {
    assert.equal((await inside('POST', '/invitations', { email, role: 'member' })).status, 201)
  }
  await at.work()
  const id = await eraseNow(at.services, { userId: null, address })
  assert.equal(await eraseNow(at.services, { userId: null, address: address.toLowerCase() }), id)
  await at.sweep('privacy.erasures')
  const { rows } = await inPrivacyTransaction(at.services, ({ db }) =>
    sql<{ email: string }>`select email from invitations where workspace_id = ${workspace.workspaceId}`.execute(db),
  )
  assert.deepEqual(
    rows.map(({ email }) => email.toLowerCase()),
    [other],
  )
  const mails = await inPrivacyTransaction(at.services, ({ db }) =>
    sql`select from kept_mails where lower(recipient) = ${address.toLowerCase()}`.execute(db),
  )
  assert.equal(mails.rows.length, 0)
  const receipt = await inPlatformTransaction(at.services, (tx) => repo.findReceipt(tx, id))
  assert.ok(receipt && !receipt.content.toLowerCase().includes(address.toLowerCase()))
})
