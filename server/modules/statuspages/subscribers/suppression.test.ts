import assert from 'node:assert/strict'
import test from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { MailFailed } from '#platform/mail'
import { testContext } from '#testing'
import { createdPage, createdReport, get, subscribed, withoutWorkers } from '../test-support.ts'
import { deliverSubscriberMails } from './deliver.ts'

test('five updates in a row that do not arrive end it, and a mailbox that is gone ends it at once', async () => {
  const base = withoutWorkers(await testContext())
  const page = await createdPage(base)
  const { id } = await subscribed(base, page)
  const failing = (aboutRecipient: boolean): Context => ({
    ...base,
    mail: { ...base.mail, send: () => Promise.reject(new MailFailed('permanent', '554 no', aboutRecipient)) },
  })
  for (let count = 0; count < 5; count++) {
    const report = await createdReport(base, page)
    assert.equal((await subscriberRow(base, id)).suppressedAt, null)
    await deliverSubscriberMails.handle(failing(false), { updateId: report.updates[0].id })
  }
  assert.equal((await subscriberRow(base, id)).suppressedReason, 'the last 5 updates did not arrive')
  const gone = await subscribed(base, page)
  const report = await createdReport(base, page)
  await deliverSubscriberMails.handle(failing(true), { updateId: report.updates[0].id })
  assert.match((await subscriberRow(base, gone.id)).suppressedReason!, /^the mail server refused the address/)
  const { counts } = await (await get(base, `/updates/${report.updates[0].id}/deliveries`)).json()
  assert.deepEqual(counts, [
    { channel: 'email', state: 'failed', count: 1 },
    { channel: 'email', state: 'suppressed', count: 1 },
  ])
})

async function subscriberRow(ctx: Context, id: string) {
  return inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscribers').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
  )
}
