/** Generated from the endpoints: whatever changes a workspace's state writes one audit entry, and reading writes none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import { call, testContext } from '#testing'
import { endpoints } from './app.ts'
import { workspaceRequests } from './testing/requests.ts'

for (const { operationId, method, path, access, onlyReads } of endpoints) {
  const make = workspaceRequests[operationId]
  // The isolation matrix fails for one without a request.
  if (access === 'public' || access === 'signedIn' || !make) continue
  const expected = method === 'get' || onlyReads ? 0 : 1
  test(`${method.toUpperCase()} ${path} writes ${expected} audit ${expected === 1 ? 'entry' : 'entries'} [OPS-49, CAB-13, AHU-07]`, async () => {
    const ctx = await testContext()
    const request = await make(ctx)
    const before = await countEntries(ctx)
    const answer = await call(ctx, endpoints, method.toUpperCase(), request.path, request.body)
    assert.ok(answer.ok, await answer.clone().text())
    assert.equal((await countEntries(ctx)) - before, expected)
  })
}

async function countEntries(ctx: Context): Promise<number> {
  const { count } = await inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('auditEntries')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('workspaceId', '=', tx.workspaceId)
      .executeTakeFirstOrThrow(),
  )
  return count
}
