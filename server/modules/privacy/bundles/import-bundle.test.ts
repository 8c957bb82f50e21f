import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { createDirectoryBlobs } from '#platform/blobs'
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction, sql } from '#platform/database'
import { inventory as entriesOf, type InventoryEntry } from '#platform/inventory'
import { fixedPolicy, presets, type PolicyProfile } from '#platform/policy'
import { addLimit, mayProcess } from '#platform/processing'
import { permissionsOf } from '#modules/workspaces'
import { call, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import { createExportVerifier } from '../../audit/verify.mjs'
import { exportAudit } from '../../audit/export.ts'
import { makeInstallation } from '../../../testing/installation.ts'
import { exported, furnish, insertEvent, inventory, job, made, readBundle, rowsOf, silent } from './bundles.fixture.ts'
import { readCatalog } from './catalog.ts'
import { brokenCommitments } from './commitments.ts'
import { importBundle } from './import-bundle.ts'
import { missingColumns } from './import-rows.ts'
import { workspacePlaces } from './places.ts'
import { outside, withoutStranded } from './plan-workspace-export.ts'
import { BundleError } from './read-bundle.ts'
import { runWorkspaceExport } from './run-workspace-export.ts'
import { hashPart, line as textOf, type Line } from './workspace-bundle.ts'
import { startWorkspaceExport } from './workspace-exports.ts'

const attachments: InventoryEntry[] = [
  ...inventory,
  ...entriesOf({ category: 'C27', store: 'blobs' }, [{ place: 'attachment', fields: ['content'] }]),
]

/** As a later module will declare them. */
async function withAttachments<S extends Services>(services: S): Promise<S> {
  return { ...services, blobs: await createDirectoryBlobs(join(services.config.dataDir, 'blobs')) }
}

const sourceOf = (bytes: Buffer) => () => Readable.from([bytes])

function asOwner(services: Services, { workspaceId, actor }: Context): Context {
  const ctx = systemContext(services, workspaceId, 'req_1')
  const freshUntil = new Date(services.now().getTime() + 86_400_000)
  return {
    ...ctx,
    actor,
    permissions: permissionsOf('owner'),
    freshUntil,
    origin: { remoteAddress: '192.0.2.1', userAgent: 'x' },
  }
}

/** Without what the export itself leaves behind: the time of it, its own entry in the log, and the head that follows. */
function contentOf(lines: readonly Line[], entries: number): unknown[] {
  return lines
    .filter((line) => line.type === 'row' || line.type === 'file')
    .filter((line) => line.type !== 'row' || line.place !== 'audit_heads')
    .filter(
      (line) => !(line.type === 'row' && line.place.startsWith('audit_') && Number(line.row['number'] ?? 0) > entries),
    )
}

test('a workspace that is imported into an empty installation is the same: every row, file and entry of the audit chain [OPS-40, CAB-34, DSE-28]', async (t) => {
  const ctx = await withAttachments(await testContext())
  await furnish(ctx, 'mark')
  for (let day = 0; day < 130; day++) {
    const at = new Date(ctx.now().getTime() - day * 86_400_000)
    await insertEvent(ctx, { occurred_at: at, received_at: at, title: `day ${day} \u0000 "quoted" 日本` })
  }
  const files = [Buffer.alloc(0), Buffer.from('small'), Buffer.alloc(1_300_000, 'abc')]
  for (const [at, content] of files.entries()) {
    await ctx.blobs.put(`${ctx.workspaceId}/attachment/att_${at}`, content, {
      contentType: 'text/plain',
      maxBytes: 2_000_000,
    })
  }
  const { id } = await startWorkspaceExport(silent(ctx), job)
  await runWorkspaceExport(silent(ctx), attachments, id, { job })
  const { lines, bytes } = await readBundle(ctx, id)
  const entries = rowsOf(lines, 'audit_entries').length

  const installation = await makeInstallation(t)
  const services = await withAttachments((await installation.start()).services)
  const report = await importBundle(services, { inventory: attachments }, sourceOf(bytes))
  assert.equal(report.leftOut, 0)
  assert.equal(report.files, 3)
  for (const [at, content] of files.entries()) {
    const { body } = await services.blobs.get(`${ctx.workspaceId}/attachment/att_${at}`)
    assert.ok((await buffer(body)).equals(content))
  }
  const there = asOwner(services, ctx)
  const again = await startWorkspaceExport(silent(there), job)
  await runWorkspaceExport(silent(there), attachments, again.id, { job })
  const second = await readBundle(there, again.id)
  assert.deepEqual(contentOf(second.lines, entries), contentOf(lines, entries))
  assert.equal(rowsOf(second.lines, 'events').length, 132)

  const verifier = createExportVerifier({})
  for await (const piece of await exportAudit(there, 'json')) verifier.write(Buffer.from(piece))
  const verified = verifier.end()
  assert.deepEqual(verified.problems, [])
  assert.equal(verified.entries, entries + 2)

  // It goes on: numbers are not given out twice, its people come without passwords, webhooks have a new secret.
  const project = await made(there, 'POST', '/projects', { name: 'Next' })
  assert.equal((await made(there, 'GET', '/projects')).items.length, 3)
  assert.ok(project.id)
  const people = await inPlatformTransaction(services, ({ db }) =>
    sql<{ name: string; passwordHash: string | null }>`select name, password_hash from users`.execute(db),
  )
  assert.deepEqual(people.rows, [{ name: 'Ada Tester', passwordHash: null }])
  const { rows } = await inTransaction(there, ({ db }) =>
    sql`select 1 from notification_channels where signing_secret is not null`.execute(db),
  )
  assert.equal(rows.length, 1)
  const imports = await inTransaction(there, ({ db }) =>
    sql<{ policyVersion: string }>`select policy_version from workspace_imports`.execute(db),
  )
  assert.equal(imports.rows[0]?.policyVersion, ctx.policy.version().version)
  await assert.rejects(importBundle(services, { inventory: attachments }, sourceOf(bytes)), /not empty/)
})

test('what people objected to and agreed to, holds and ends of retention come along and bind here too [DSE-28]', async (t) => {
  const ctx = await testContext()
  const receivedAt = new Date('2026-11-01T10:00:00.123Z')
  await insertEvent(ctx, { received_at: receivedAt, occurred_at: receivedAt })
  await ctx.database.kysely
    .transaction()
    .execute((db) =>
      sql`insert into frozen_users (user_id, frozen_at, reason) values (${ctx.actor.id}, ${ctx.now()}, 'minor')`.execute(
        db,
      ),
    )
  await inPlatformTransaction(outside(ctx), ({ db }) =>
    sql`insert into policy_acceptances (user_id, policy_version, way, minimum_age, accepted_at)
      values (${ctx.actor.id}, '2026-01-01', 'signUp', 16, ${ctx.now()})`.execute(db),
  )
  const guest = `Guest-${ctx.workspaceId.slice(-8)}@example.com`
  await made(ctx, 'POST', '/invitations', { email: guest, role: 'member' })
  const [member, address] = [{ userId: ctx.actor.id }, { address: guest }]
  const stranger = { address: `stranger-${ctx.workspaceId}@example.com` }
  await inPlatformTransaction(outside(ctx), async (tx) => {
    await addLimit(tx, member, { kind: 'objection', purposes: ['status'], requestId: `prq_1${ctx.workspaceId}` })
    await addLimit(tx, address, { kind: 'restriction', purposes: null, requestId: `prq_2${ctx.workspaceId}` })
    await addLimit(tx, stranger, { kind: 'restriction', purposes: null, requestId: `prq_3${ctx.workspaceId}` })
  })
  await sql`
    insert into legal_holds (id, workspace_id, reason, owner, review_on, created_at, created_by)
    values (${`hld_${ctx.workspaceId}`}, ${ctx.workspaceId}, 'a claim', 'Legal', '2027-01-01', ${ctx.now()}, 'usr_1'),
      (${`hld_other${ctx.workspaceId}`}, 'wks_other', 'another claim', 'Legal', '2027-01-01', ${ctx.now()}, 'usr_1')`.execute(
    ctx.database.kysely,
  )
  const closed = await testContext()
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    db
      .insertInto('memberships')
      .values({ workspaceId, userId: closed.actor.id, role: 'member', joinedAt: now() })
      .execute(),
  )
  await sql`
    insert into frozen_users (user_id, frozen_at, reason)
    values (${closed.actor.id}, ${ctx.now()}, 'closed')`.execute(ctx.database.kysely)
  const { bytes, lines } = await exported(ctx)
  const { services } = await (await makeInstallation(t)).start()
  await importBundle(services, { inventory }, sourceOf(bytes))
  const found = await inPlatformTransaction(services, ({ db }) =>
    sql<{ policyVersion: string; frozen: boolean }>`
      select policy_version, exists (select from frozen_users f where f.user_id = a.user_id) as frozen
      from policy_acceptances a`.execute(db),
  )
  assert.deepEqual(found.rows, [{ policyVersion: '2026-01-01', frozen: true }])
  await inPlatformTransaction(services, async (tx) => {
    assert.equal(await mayProcess(tx, member, 'status'), false)
    assert.equal(await mayProcess(tx, member, 'alerting'), true)
    assert.equal(await mayProcess(tx, address, 'status'), false)
    assert.equal(await mayProcess(tx, stranger, 'status'), true, 'whom the workspace does not know is no part of it')
  })
  const holds = await inPrivacyTransaction(services, ({ db }) =>
    sql<{ reason: string }>`select reason from legal_holds`.execute(db),
  )
  assert.deepEqual(holds.rows, [{ reason: 'a claim' }])
  assert.deepEqual(
    rowsOf(lines, 'users').map((line) => line.type === 'row' && line.row['id']),
    [ctx.actor.id],
    'whoever closed their sign-in stays behind',
  )
  const [event] = await services.columns.query<{ at: Date }>('select received_at as at from events')
  assert.deepEqual(event?.at, receivedAt, 'so it ends on the day on which it would have ended')
  const manifest = lines[0]
  assert.ok(manifest?.type === 'manifest')
  assert.deepEqual(manifest.policy.profile, JSON.parse(JSON.stringify(ctx.policy.inForce())))
})

for (const [preset, promised] of Object.entries(presets)) {
  test(`a policy that keeps less than ${preset} promised is refused, and the same one is not [DSE-28]`, () => {
    assert.deepEqual(brokenCommitments(promised, promised), [])
    const days = promised.retention.deliveryDays
    const longer: PolicyProfile = { ...promised, retention: { ...promised.retention, deliveryDays: days + 1 } }
    assert.deepEqual(brokenCommitments(promised, longer), [
      `deliveryDays: ${days} days were promised, and here it is ${days + 1} days`,
    ])
    assert.deepEqual(brokenCommitments(longer, promised), [])
  })
}

test('every table that is exported can be imported: what it needs comes with it', async () => {
  const ctx = await testContext()
  const catalog = await inPrivacyTransaction(outside(ctx), readCatalog)
  for (const { name, store, fields } of withoutStranded(catalog, workspacePlaces(inventory).places)) {
    if (store === 'columns') continue
    const table = catalog.get(name)
    assert.ok(table, name)
    assert.deepEqual(missingColumns(name, table, fields), [], name)
    assert.ok(table.workspaceInserts || table.platformInserts, `nobody may add rows to ${name}`)
    assert.ok(
      table.primaryKey.length > 0 && table.primaryKey.every((column) => fields.includes(column)),
      `the key of ${name}`,
    )
  }
})

test('a bundle that is cut off, changed, of another version or of strange places is refused, and nothing has changed', async (t) => {
  const ctx = await testContext()
  await furnish(ctx, 'mark')
  const { bytes, lines } = await exported(ctx)
  const { services } = await (await makeInstallation(t)).start()
  const refused = async (what: RegExp, bad: Buffer, here: Services = services) => {
    const error = await importBundle(here, { inventory }, sourceOf(bad)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    assert.ok(error instanceof BundleError, String(error))
    assert.match(error.message, what)
  }
  const packed = (some: readonly string[]) => gzipSync(some.join(''))
  /** Whole again, with its digests. */
  const forged = (change: (line: Line) => Line[]) => {
    let digest = ''
    let hash = hashPart(digest)
    return packed(
      lines.flatMap(change).map((line) => {
        if (line.type === 'part') {
          digest = hash.digest('hex')
          hash = hashPart(digest)
          return textOf({ ...line, digest })
        }
        if (line.type === 'end') return textOf({ ...line, digest })
        hash.update(textOf(line))
        return textOf(line)
      }),
    )
  }
  const text = gunzipSync(forged((line) => [line]))
    .toString()
    .split(/(?<=\n)/)

  await refused(/cut off/, packed(text.slice(0, -1)))
  await refused(/cannot be unpacked/, bytes.subarray(0, bytes.length - 20))
  await refused(/cannot be unpacked/, Buffer.from('no gzip at all'))
  await refused(/cut off/, packed([]))
  await refused(/was changed/, packed(text.map((one) => one.replace('mark', 'Mark'))))
  await refused(/was changed/, packed(text.filter((_, at) => at !== 5)))
  await refused(/more after the end/, packed([...text, text[1] ?? '']))
  await refused(/line 2 is no JSON/, packed([text[0] ?? '', 'x\n', ...text.slice(1)]))
  await refused(/line 2: not where a manifest/, packed([text[0] ?? '', ...text]))
  await refused(/version 2/, packed([JSON.stringify({ ...lines[0], version: 2 }) + '\n']))
  await refused(/manifest/, packed(text.slice(1)))
  await refused(
    /another workspace/,
    forged((line) =>
      line.type === 'row' && line.place === 'incidents'
        ? [{ ...line, row: { ...line.row, workspace_id: 'wks_other' } }]
        : [line],
    ),
  )
  await refused(
    /does not name/,
    forged((line) =>
      line.type === 'row' && line.place === 'users' ? [{ ...line, row: { ...line.row, password_hash: 'x' } }] : [line],
    ),
  )
  await refused(
    /rows are told of/,
    forged((line) => (line.type === 'row' && line.place === 'incidents' ? [] : [line])),
  )
  await refused(
    /no such place/,
    forged((line) =>
      line.type === 'manifest'
        ? [{ ...line, places: [...line.places, { ...line.places[0]!, place: 'api_keys' }] }]
        : [line],
    ),
  )
  await refused(
    /not known here: password_hash/,
    forged((line) =>
      line.type === 'manifest'
        ? [
            {
              ...line,
              places: line.places.map((one) =>
                one.place === 'users' ? { ...one, fields: [...one.fields, 'password_hash'] } : one,
              ),
            },
          ]
        : [line],
    ),
  )
  const strict = services.policy.inForce()
  const longer = { ...strict, retention: { ...strict.retention, deliveryDays: 3_000 } }
  await refused(/does not keep what was promised[^]*deliveryDays/, bytes, { ...services, policy: fixedPolicy(longer) })

  // The database refused a row in the middle: nothing of it stays in any store, and a good bundle goes in afterwards.
  const error = await importBundle(
    services,
    { inventory },
    sourceOf(
      forged((line) =>
        line.type === 'row' && line.place === 'deliveries'
          ? [{ ...line, row: { ...line.row, state: 'nonsense' } }]
          : [line],
      ),
    ),
  ).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof Error)
  const left = await inPlatformTransaction(services, ({ db }) =>
    sql`select from users union all select from workspaces`.execute(db),
  )
  assert.equal(left.rows.length, 0)
  const { workspace } = await importBundle(services, { inventory }, sourceOf(bytes))
  assert.equal(workspace.id, ctx.workspaceId)
  assert.equal((await call(asOwner(services, ctx), endpoints, 'GET', '/workspace')).status, 200)
})

test('an import that was cut off before its commit leaves nothing that a second one stumbles over', async (t) => {
  const ctx = await testContext()
  await insertEvent(ctx, {})
  const { bytes } = await exported(ctx)
  const { services } = await (await makeInstallation(t)).start()
  // What one leaves that is killed after the column store had its rows.
  await services.columns.insert('events', [
    {
      workspace_id: ctx.workspaceId,
      project_id: 'prj_1',
      key: 'k',
      event_id: 'left',
      received_at: ctx.now(),
      occurred_at: ctx.now(),
    },
  ])
  await importBundle(services, { inventory }, sourceOf(bytes))
  const rows = await services.columns.query<{ event_id: string }>('select event_id from events')
  assert.equal(rows.length, 1)
  assert.notEqual(rows[0]?.event_id, 'left')
})
