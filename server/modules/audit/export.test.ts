/** The export through the front door: who gets in, and who is cut off while it runs. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { announceRevocation } from '#platform/live'
import { testApp, testContext } from '#testing'
import { signIn } from '../../testing/people.ts'
import { appendEntries, exportAs, listAll, verifyText } from './test-support.ts'

const url = (query: string): string => `http://localhost/api/v1/audit-export${query}`

test('a signed-in person downloads the log of the workspace that they name, and no other site can make them [CAB-13]', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  await appendEntries(ctx, 2)
  const app = await testApp()
  const cookie = await signIn(ctx)
  const ask = (query: string, headers: Record<string, string> = {}) =>
    app.fetch(new Request(url(query), { headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers } }))
  const answer = await ask(`?workspace=${ctx.workspaceId}`)
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  assert.equal(verifyText(text).exitCode, 0)
  assert.equal((await ask(`?workspace=${ctx.workspaceId}`, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await ask('')).status, 400)
  assert.equal((await ask(`?workspace=${other.workspaceId}`)).status, 400)
  assert.equal((await app.fetch(new Request(url(`?workspace=${ctx.workspaceId}`)))).status, 401)
  assert.equal((await listAll(ctx)).filter(({ action }) => action === 'audit.exported').length, 1)
})

test('whoever is removed while an export runs gets no more of it [SEN-26]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 2)
  const reader = (await exportAs(ctx)).body!.getReader()
  assert.equal((await reader.read()).done, false)
  const membership = `${ctx.workspaceId} ${ctx.actor.id}`
  const told = new Promise<void>((resolve) => void ctx.live.onRevoked([membership], resolve))
  await inPlatformTransaction(ctx, (tx) => announceRevocation(tx, membership))
  await told
  await assert.rejects(reader.read(), /revoked/)
})

test('an export is read page by page, as the client takes it [CAB-13]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 1)
  await inTransaction(ctx, (tx) =>
    sql`insert into audit_entries select workspace_id, number + each, at, actor_reference, action, target_id,
        change_digest, origin_digest, previous_hash, hash
      from audit_entries, generate_series(1, 2000) each where workspace_id = ${tx.workspaceId}`.execute(tx.db),
  )
  await inTransaction(ctx, (tx) => sql`update audit_heads set number = 2001`.execute(tx.db))
  const reader = (await exportAs(ctx, 'csv')).body!.getReader()
  const pieces: number[] = []
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    pieces.push(Buffer.from(next.value).toString().split('\r\n').length - 1)
  }
  assert.deepEqual(pieces, [1, 500, 500, 500, 500, 2])
})
