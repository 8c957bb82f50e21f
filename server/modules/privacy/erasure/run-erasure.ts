/**
 * Carries out what is due, in every store. The order makes it safe to be killed at any moment: what says whom it is about
 * goes last, in the transaction that ends it, and until then every run goes on where the one before it was.
 */
import { eraseUser, findPeople, freezeUser, isFrozen } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, sql, type PlatformTx } from '#platform/database'
import { newHexKey } from '#platform/ids'
import type { Facts } from '../facts.ts'
import type { Person } from '../person.ts'
import { carryOut } from './carry-out.ts'
import { heldRetryMs, isOpen, type Erasure } from './erasure.ts'
import { isHeldWhole, loadHolds, type PersonHolds } from './held.ts'
import { countRows, type Subjects } from './in-database.ts'
import { beginMinor, endMinor } from './minors.ts'
import { makeReceipt, mailReceipt } from './make-receipt.ts'
import { planErasure, stepOf } from './plan.ts'
import { addNotices } from './processor-notices.ts'
import * as repo from './repo.ts'
import { addressValue, addTombstones } from './tombstones.ts'

/** Does nothing to what is done, restored, or not due yet. */
export async function runErasure(services: Services, facts: Facts, erasureId: string): Promise<void> {
  const erasure = await begin(services, facts, erasureId)
  if (!erasure) return
  const person = personOf(erasure)
  const holds = await inPrivacyTransaction(services, (tx) => loadHolds(tx, person))
  const subjects: Subjects = { person, pseudonym: erasure.pseudonym ?? 'gone', holds }
  await carryOut({ services, facts, erasureId, subjects })
  await countLast(services, facts, erasureId, subjects)
  await makeReceipt(services, facts, erasure, subjects)
  await mailReceipt(services, erasure)
  await end(services, erasure, holds)
}

export function personOf({ userId, address }: Pick<Erasure, 'userId' | 'address'>): Person {
  return { userId, addresses: address === null ? [] : [address.toLowerCase()] }
}

/** From the commit on nothing takes it back. */
async function begin(services: Services, facts: Facts, erasureId: string): Promise<Erasure | undefined> {
  const erasure = await inPlatformTransaction(services, async (tx) => {
    const found = await repo.lockErasure(tx, erasureId)
    if (!found || !isOpen(found) || found.dueAt > tx.now() || found.kind === 'workspace') return undefined
    if (found.startedAt) return found
    const { userId } = found
    const user = userId === null ? undefined : (await findPeople(tx, [userId])).get(userId)
    if (user && !(await isFrozen(tx, user.id))) await freezeUser(tx, user.id, 'erased')
    const started = {
      startedAt: tx.now(),
      pseudonym: `gone_${newHexKey()}`,
      address: user?.email ?? found.address,
    }
    await repo.updateErasure(tx, erasureId, started)
    return { ...found, ...started }
  })
  if (!erasure) return undefined
  const ids = await inPrivacyTransaction(services, (tx) => subscribersOf(tx, personOf(erasure)))
  await inPlatformTransaction(services, async (tx) => {
    await addTombstones(tx, tombstonesOf(tx, erasure, ids))
    await addNotices(tx, facts, erasure)
    if (erasure.reason === 'minor') await beginMinor(tx, erasure)
  })
  return erasure
}

function tombstonesOf(tx: PlatformTx, { userId, address, startedAt }: Erasure, subscriberIds: readonly string[]) {
  const erasedAt = startedAt ?? tx.now()
  return [
    ...(userId === null ? [] : [{ kind: 'user' as const, value: userId, erasedAt }]),
    ...(address === null ? [] : [{ kind: 'address' as const, value: addressValue(tx.vault, address), erasedAt }]),
    ...subscriberIds.map((value) => ({ kind: 'subscriber' as const, value, erasedAt })),
  ]
}

async function subscribersOf({ db }: PlatformTx, { addresses }: Person): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from subscribers where address_key = any(${[...addresses]}::text[])`.execute(db)
  return rows.map(({ id }) => id)
}

/** What the last transaction will delete is counted before it, so that the receipt can say so and still be mailed. */
async function countLast(services: Services, facts: Facts, erasureId: string, subjects: Subjects): Promise<void> {
  const places = planErasure(facts, subjects.person).filter(({ place }) => place === 'users')
  for (const place of places) {
    await inPlatformTransaction(services, (tx) => repo.addSteps(tx, erasureId, [place.step]))
    await inPrivacyTransaction(services, async (tx) => {
      const { deleted, held } = await countRows(tx, facts, place, subjects)
      if (deleted > 0 || held > 0) {
        await repo.updateStep(tx, { erasureId, step: place.step }, { deleted, held: held > 0 })
      }
    })
  }
}

async function end(services: Services, erasure: Erasure, holds: PersonHolds): Promise<void> {
  await inPlatformTransaction(services, async (tx) => {
    const steps = await repo.listSteps(tx, erasure.id)
    const users = stepOf('database', 'users')
    const { userId } = erasure
    const isHeld = steps.some(({ step, held }) => held && step !== users)
    const isUserHeld = isHeldWhole({ category: 'C01' }, holds)
    if (userId !== null && !isUserHeld) {
      // Other rows hang on the user's and would go with it.
      if (isHeld) await emptyUser(tx, erasure, userId)
      else await eraseUser(tx, userId)
    }
    await forgetMails(tx, erasure, holds)
    if (isHeld || (isUserHeld && userId !== null)) {
      await repo.updateErasure(tx, erasure.id, { dueAt: new Date(tx.now().getTime() + heldRetryMs) })
      return
    }
    if (erasure.reason === 'minor') await endMinor(tx, erasure)
    await repo.updateErasure(tx, erasure.id, { finishedAt: tx.now() })
    await repo.forgetWhom(tx, erasure)
  })
}

/** The person's name and address go although the row has to stay for what is under a hold. */
async function emptyUser({ db }: PlatformTx, { pseudonym }: Erasure, userId: string): Promise<void> {
  await sql`
    update users set name = '', email = ${`${pseudonym}@erased.invalid`}, password_hash = null
    where id = ${userId}`.execute(db)
}

/** Where mail is kept, the receipt was kept with the address just now. */
async function forgetMails({ db }: PlatformTx, { address }: Erasure, holds: PersonHolds): Promise<void> {
  if (address === null || isHeldWhole({ category: 'C28' }, holds)) return
  await sql`delete from kept_mails where lower(recipient) = ${address.toLowerCase()}`.execute(db)
}
