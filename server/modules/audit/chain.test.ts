/** What the audit log promises about itself; `audit.test.ts` goes through the API. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endAuditEntries, erasePerson, purgeAudit, recordAudit } from '#modules/audit'
import type { Context, Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { eventually, testContext } from '#testing'
import { makeCheckpoints } from './make-checkpoints.ts'
import { auditKeyOf } from './signing.ts'
import { appendEntries, exportAs, listAll, verifyText } from './test-support.ts'
import { checkpointStatement, isSigned } from './verify.mjs'

const dayMs = 24 * 3_600_000

test('fifty who act at once leave a chain without a gap and without a fork [OPS-49] [CAB-13] [AHU-07]', async () => {
  const ctx = await testContext()
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: `thing-${index}`, after: { index } })),
    ),
  )
  const entries = await listAll(ctx)
  assert.deepEqual(
    entries.map(({ number }) => number),
    Array.from({ length: 50 }, (_, index) => index + 1),
  )
  for (const [index, entry] of entries.slice(1).entries()) assert.equal(entry.previousHash, entries[index]!.hash)
  assert.equal(new Set(entries.map(({ targetId }) => targetId)).size, 50)
})

test('what a transaction undid is not in the log, and leaves no gap [OPS-49]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 1)
  const undone = inTransaction(ctx, async (tx) => {
    await recordAudit(tx, 'thing.changed', { targetId: 'undone' })
    throw new Error('undone')
  })
  await assert.rejects(undone, /undone/)
  await appendEntries(ctx, 1)
  assert.deepEqual(
    (await listAll(ctx)).map(({ number, targetId }) => [number, targetId]),
    [
      [1, 'thing-1'],
      [2, 'thing-1'],
    ],
  )
})

const tables = ['audit_entries', 'audit_changes', 'audit_origins', 'audit_checkpoints'] as const

test('a workspace can neither change nor delete what is in its log [OPS-49] [AHU-27]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 2)
  const refused = (statement: string): Promise<void> =>
    assert.rejects(
      inTransaction(ctx, (tx) => sql.raw(statement).execute(tx.db)),
      /permission denied/,
      statement,
    )
  for (const table of tables) {
    await refused(`update ${table} set number = number + 10`)
    await refused(`delete from ${table}`)
    await refused(`truncate ${table} cascade`)
  }
  await refused(`delete from audit_people`)
  await refused(`update audit_people set actor_id = 'usr_other'`)
  await refused(`delete from audit_heads`)
  assert.equal((await listAll(ctx)).length, 2)
})

test('nobody at all changes an entry, and the platform deletes none that no checkpoint holds [OPS-49]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 2)
  await assert.rejects(
    sql`update audit_entries set action = 'other.done'`.execute(ctx.database.kysely),
    /only ever appended/,
  )
  await assert.rejects(sql`truncate audit_entries cascade`.execute(ctx.database.kysely), /only ever appended/)
  await inPlatformTransaction(ctx, async ({ db }) => {
    await sql`delete from audit_entries where workspace_id = ${ctx.workspaceId}`.execute(db)
    await assert.rejects(
      sql`update audit_heads set number = 0 where workspace_id = ${ctx.workspaceId}`.execute(db),
      /row-level security/,
    )
  }).catch(() => undefined) // the refused statement ends the transaction
  await inPlatformTransaction(ctx, ({ db }) =>
    sql`delete from audit_entries where workspace_id = ${ctx.workspaceId}`.execute(db),
  )
  assert.equal((await listAll(ctx)).length, 2)
})

test('an entry keeps what differs, and no secret [OPS-49] [SEN-27]', async () => {
  const ctx = await testContext()
  const before = { name: 'Old', url: 'https://hooks.example.com/T0/secret-path', events: ['opened'], same: 1, at: null }
  const after = {
    name: 'New with wwk_0123456789abcdefghij in it',
    url: 'https://user:pass@hooks.example.com:8443/T0/other-path?key=plain-secret',
    events: ['opened', 'resolved'],
    same: 1,
    at: new Date('2026-01-01T00:00:00Z'),
    password: 'correct horse',
    signingSecret: 'whsec_c2VjcmV0',
    apiKey: 'plain-secret',
    keyHash: Buffer.from('plain-secret'),
    nested: { accessToken: 'plain-secret', keyId: 'key_1', list: [{ totpSecret: 'plain-secret' }] },
    long: 'é'.repeat(5_000),
    nul: 'a\u0000b\uD800',
  }
  await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: 'thing', before, after }))
  const kept = await findChange(ctx, 1)
  assert.deepEqual(kept.before, {
    name: 'Old',
    url: 'https://hooks.example.com/[redacted]',
    events: ['opened'],
    at: null,
  })
  assert.deepEqual(kept.after, {
    name: 'New with [redacted] in it',
    url: 'https://hooks.example.com:8443/[redacted]',
    events: ['opened', 'resolved'],
    at: '2026-01-01T00:00:00.000Z',
    password: '[redacted]',
    signingSecret: '[redacted]',
    apiKey: '[redacted]',
    keyHash: '[redacted]',
    nested: { accessToken: '[redacted]', keyId: 'key_1', list: [{ totpSecret: '[redacted]' }] },
    long: `${'é'.repeat(1_022)}…`,
    nul: 'a\uFFFDb\uFFFD',
  })
})

test('a change is at most 16 KB, whatever is thrown at it [OPS-49]', async () => {
  const ctx = await testContext()
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`field${index}`, 'x'.repeat(500)]))
  const cycle: Record<string, unknown> = {}
  cycle['self'] = cycle
  for (const after of [wide, { big: [wide, wide], small: 1 }, { cycle, fn: () => 1, big: 1n, nan: Number.NaN }]) {
    await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: 'thing', after }))
  }
  for (const number of [1, 2, 3]) {
    assert.ok(JSON.stringify(await findChange(ctx, number)).length <= 16 * 1024)
  }
  assert.partialDeepStrictEqual((await findChange(ctx, 3)).after, { big: '1', nan: null })
})

test('erasing a person leaves the chain valid, and nothing of the person [OPS-49]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 2)
  await inTransaction(ctx, (tx) =>
    recordAudit(tx, 'member.renamed', { targetId: ctx.actor.id, after: { name: 'Ada Tester' } }),
  )
  const other: Context = { ...ctx, actor: { kind: 'user', id: 'usr_other', name: 'Grace Stays' } }
  await appendEntries(other, 1)
  await inPlatformTransaction(ctx, (tx) => erasePerson(tx, ctx.actor.id, ctx.workspaceId))
  const text = await (await exportAs(other)).text()
  assert.doesNotMatch(text, /Ada Tester/)
  // Of a person to whom something was done the id stays, which leads nowhere once the person is deleted.
  assert.equal(text.split(ctx.actor.id).length - 1, 1)
  assert.match(text, /Grace Stays/)
  const { exitCode, output } = verifyText(text)
  assert.equal(exitCode, 0, output)
  assert.match(output, /1 changes, 3 origins, 3 entries without a name/)
  // Who comes back is a new reference: the old entries stay nobody's.
  await appendEntries(ctx, 1)
  const references = (await listAll(ctx)).map(({ actorReference }) => actorReference)
  assert.notEqual(references.at(-1), references[0])
})

test('a day after the first entry its chain is signed once and mailed to each owner [OPS-49] [CAB-13]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 3)
  const later = (ms: number): Context => ({ ...ctx, now: () => new Date(Date.now() + ms) })
  await makeCheckpoints(later(dayMs - 60_000))
  assert.deepEqual(await listCheckpoints(ctx), [])
  await Promise.all([makeCheckpoints(later(dayMs + 1_000)), makeCheckpoints(later(dayMs + 1_000))])
  await makeCheckpoints(later(3 * dayMs))
  const [checkpoint, ...more] = await listCheckpoints(ctx)
  assert.deepEqual(more, [], 'nothing new, nothing signed')
  assert.ok(checkpoint)
  assert.equal(checkpoint.number, 3)
  const { publicKey, keyId } = auditKeyOf(ctx.vault)
  assert.equal(checkpoint.keyId, keyId)
  const statement = checkpointStatement(ctx.workspaceId, { ...checkpoint, at: checkpoint.at.toISOString() })
  assert.ok(isSigned(statement, checkpoint.signature, publicKey))
  const mails = await eventually('the mail', async () => {
    const found = await inTransaction(ctx, (tx) => tx.db.selectFrom('keptMails').selectAll().execute())
    return found.length > 0 && found
  })
  assert.equal(mails.length, 1)
  assert.equal(mails[0]!.subject, `Audit log checkpoint 3:${checkpoint.hash}`)
  for (const part of [checkpoint.signature, keyId, `3:${checkpoint.hash}`]) assert.ok(mails[0]!.text.includes(part))
  // What was mailed is what a verifier is given, as it was saved.
  const text = await (await exportAs(ctx)).text()
  assert.equal(verifyText(text, '--checkpoint', `3:${checkpoint.hash}`, '--key', keyId).exitCode, 0)
})

test('a chain that was truncated at a signed checkpoint verifies from there on, and only there [OPS-49]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 3)
  const tomorrow: Context = { ...ctx, now: () => new Date(Date.now() + dayMs) }
  await appendEntries(tomorrow, 2)
  assert.equal((await endAuditEntries(tomorrow, new Date(Date.now() - dayMs))).rows, 0)
  assert.equal((await endAuditEntries(tomorrow, new Date(Date.now() + dayMs / 2))).rows, 3)
  assert.deepEqual(
    (await listAll(ctx)).map(({ number }) => number),
    [4, 5],
  )
  const text = await (await exportAs(ctx)).text()
  const { exitCode, output } = verifyText(text, '--key', auditKeyOf(ctx.vault).keyId)
  assert.equal(exitCode, 0, output)
  assert.match(output, /entries +3, from 4 to 6/)
  const withoutCheckpoint = text.replace(/^.*"type":"checkpoint".*\n/m, '')
  assert.match(verifyText(withoutCheckpoint).output, /wrong at entry 4: the entries before it were removed/)
})

test('a deleted workspace leaves nothing of its log, and another one’s is untouched [OPS-49]', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  for (const each of [ctx, other]) await appendEntries(each, 2)
  await inPlatformTransaction(ctx, (tx) => purgeAudit(tx, ctx.workspaceId))
  for (const table of [...tables, 'audit_people', 'audit_heads']) {
    const { rows } = await inTransaction(ctx, (tx) => sql`select 1 from ${sql.table(table)}`.execute(tx.db))
    assert.equal(rows.length, 0, table)
  }
  assert.equal((await listAll(other)).length, 2)
})

function findChange(ctx: Context, number: number) {
  return inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('auditChanges')
      .select(['before', 'after'])
      .where('workspaceId', '=', tx.workspaceId)
      .where('number', '=', number)
      .executeTakeFirstOrThrow(),
  )
}

function listCheckpoints(ctx: Context) {
  return inTransaction(ctx, (tx: Tx) =>
    tx.db.selectFrom('auditCheckpoints').selectAll().where('workspaceId', '=', tx.workspaceId).execute(),
  )
}

test('what a database’s owner changes behind our back is found in the next export [OPS-49]', async () => {
  const ctx = await testContext()
  await appendEntries(ctx, 3)
  const behindOurBack = (statement: string) =>
    ctx.database.kysely.transaction().execute(async (db) => {
      await sql`alter table audit_entries disable trigger append_only, no force row level security`.execute(db)
      const { numAffectedRows } = await sql.raw(statement).execute(db)
      await sql`alter table audit_entries enable trigger append_only, force row level security`.execute(db)
      assert.equal(numAffectedRows, 1n)
    })
  const row = `workspace_id = '${ctx.workspaceId}' and number = 2`
  await behindOurBack(`update audit_entries set target_id = 'other' where ${row}`)
  assert.match(
    verifyText(await (await exportAs(ctx)).text()).output,
    /wrong at entry 2: its content is not what was hashed/,
  )
  await behindOurBack(`delete from audit_entries where ${row}`)
  assert.match(verifyText(await (await exportAs(ctx)).text()).output, /wrong at entry 3: entry 2 is missing before it/)
})
