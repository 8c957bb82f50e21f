/**
 * Puts a workspace's bundle into an empty installation: the same ids, its people without their passwords, what they
 * objected to, holds and settings in force. All of it or nothing: the database commits when both stores and the files
 * have it, and what an import that was cut off left in them is taken away by the next one.
 */
import { systemContext, type Context, type Services } from '#platform/context'
import { inPlatformTransaction, inWorkspace, sql, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import type { Facts } from '../facts.ts'
import { parentsFirst, readCatalog, type Catalog } from './catalog.ts'
import { brokenCommitments } from './commitments.ts'
import { byDays, insertRows, missingColumns } from './import-rows.ts'
import { insertLimit } from './limits.ts'
import { workspacePlaces, type Place } from './places.ts'
import { withoutStranded } from './plan-workspace-export.ts'
import { BundleError, checkBundle, readBundle, type BundleSource, type Checked } from './read-bundle.ts'
import type { Line, Manifest, Row } from './workspace-bundle.ts'
import { exportedKinds } from './workspace-files.ts'

export type ImportReport = {
  workspace: Manifest['workspace']
  policyVersion: string
  counts: Record<string, number>
  /** Rows whose parent was deleted while the bundle was written. */
  leftOut: number
  files: number
  /** What was not in the bundle and has to be made anew. */
  facts: Manifest['facts']
}

const batchRows = 500
const maxFileBytes = 8 * 1024 ** 3

/** Throws BundleError when it is refused; nothing has changed then. The program must not be running on the stores. */
export async function importBundle(
  services: Services,
  { inventory }: Facts,
  source: BundleSource,
): Promise<ImportReport> {
  const catalog = await inPlatformTransaction(services, async (tx) => {
    await refuseOthers(tx)
    return readCatalog(tx)
  })
  const known = new Map(withoutStranded(catalog, workspacePlaces(inventory).places).map((place) => [place.name, place]))
  const kinds = exportedKinds(inventory)
  const checked = await checkBundle(source, {
    manifest: (manifest) => checkManifest(manifest, { services, catalog, known }),
    row: checkRow,
  })
  const ctx = systemContext(services, checked.manifest.workspace.id, newId('imp', services.now()))
  await removeRemains(ctx, known)
  const inserted = await inPlatformTransaction(services, async (tx) => {
    await sql`select set_config('statement_timeout', '0', true),
      set_config('idle_in_transaction_session_timeout', '0', true)`.execute(tx.db)
    await refuseOthers(tx)
    const counts = await importAll(tx, ctx, { catalog, known, kinds, source, checked })
    await inWorkspace(tx, ctx, (own) => recordImport(own, ctx, checked))
    return counts
  })
  return reportOf(checked, inserted)
}

function reportOf({ manifest, counts, files }: Checked, inserted: Record<string, number>): ImportReport {
  const sum = (rows: Record<string, number>): number => Object.values(rows).reduce((all, count) => all + count, 0)
  const { workspace, facts, policy } = manifest
  return {
    workspace,
    policyVersion: policy.version,
    counts: inserted,
    leftOut: sum(counts) - sum(inserted),
    files,
    facts,
  }
}

async function refuseOthers({ db }: PlatformTx): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from workspaces) or exists (select from users) or exists (select from installation) as found`.execute(
    db,
  )
  if (rows[0]?.found !== false) throw new BundleError('this installation is not empty: import into a new one')
}

function checkManifest(
  { places, policy }: Manifest,
  { services, catalog, known }: { services: Services; catalog: Catalog; known: ReadonlyMap<string, Place> },
): void {
  for (const { place, fields, store } of places) {
    const here = known.get(place)
    if (here?.store !== store)
      throw new BundleError(`${place}: there is no such place here; a newer version may have it`)
    const unknown = fields.filter((field) => !here.fields.includes(field))
    if (unknown.length > 0) throw new BundleError(`${place}: not known here: ${unknown.join(', ')}`)
    const table = catalog.get(place)
    const missing = table ? missingColumns(place, table, fields) : []
    if (missing.length > 0) throw new BundleError(`${place}: needed here and not in the bundle: ${missing.join(', ')}`)
  }
  const broken = brokenCommitments(policy.profile, services.policy.inForce())
  if (broken.length > 0) {
    throw new BundleError(
      `the policy of this installation does not keep what was promised where the data come from (version ` +
        `${policy.version}):\n${broken.map((one) => `  ${one}`).join('\n')}`,
    )
  }
}

/** Nothing of another workspace, and no column that the manifest did not announce. */
function checkRow({ place, row }: Row, { places, workspace }: Manifest): void {
  const announced = places.find((one) => one.place === place)
  const strange = Object.keys(row).filter((field) => !announced?.fields.includes(field))
  if (strange.length > 0)
    throw new BundleError(`${place}: a row with ${strange.join(', ')}, which the manifest does not name`)
  const of = place === 'workspaces' ? row['id'] : row['workspace_id']
  if (of !== undefined && of !== null && of !== workspace.id)
    throw new BundleError(`${place}: a row of another workspace`)
}

type All = {
  catalog: Catalog
  known: ReadonlyMap<string, Place>
  kinds: ReadonlySet<string>
  source: BundleSource
  checked: Checked
}

/** The bundle is read once for each generation of tables, so that every row finds its parent, and nothing is stored twice. */
async function importAll(tx: PlatformTx, ctx: Context, all: All): Promise<Record<string, number>> {
  const { catalog, known, checked } = all
  const inDatabase = checked.manifest.places.filter(({ store }) => store === 'database').map(({ place }) => place)
  const inserted: Record<string, number> = {}
  for (const generation of generationsOf(catalog, inDatabase)) {
    await eachBatch(all, generation, async (place, rows) => {
      inserted[place] = (inserted[place] ?? 0) + (await insertRows(tx, ctx, catalog, place, rows))
    })
  }
  await importLimits(tx, all)
  await moveSequences(tx, catalog, inDatabase)
  const inColumns = [...known.values()].filter(({ store }) => store === 'columns').map(({ name }) => name)
  const partitions = new Map<string, string | undefined>()
  for (const name of inColumns) partitions.set(name, await partitionColumn(ctx, name))
  await eachBatch(all, new Set(inColumns), async (place, rows) => {
    const values = rows.map(({ row }) => row)
    for (const group of byDays(values, partitions.get(place))) await ctx.columns.insert(place, group)
    inserted[place] = (inserted[place] ?? 0) + rows.length
  })
  await importFiles(ctx, all)
  return inserted
}

/** Each generation refers to earlier ones alone. */
function generationsOf(catalog: Catalog, tables: readonly string[]): ReadonlySet<string>[] {
  const depth = new Map<string, number>()
  for (const name of parentsFirst(catalog, tables)) {
    const parents = catalog.get(name)?.references.filter(({ table }) => table !== name) ?? []
    depth.set(name, Math.max(0, ...parents.map(({ table }) => (depth.get(table) ?? -1) + 1)))
  }
  const byDepth = Map.groupBy(depth.keys(), (name) => depth.get(name) ?? 0)
  return [...byDepth].sort(([a], [b]) => a - b).map(([, names]) => new Set(names))
}

/** Rows of these places, in batches of one place. */
async function eachBatch(
  { source, checked }: Pick<All, 'source' | 'checked'>,
  places: ReadonlySet<string>,
  work: (place: string, rows: Row[]) => Promise<void>,
): Promise<void> {
  const waiting = new Map<string, Row[]>()
  for await (const line of readBundle(source, { wanted: places, digest: checked.digest })) {
    if (line.type !== 'row') continue
    const rows = waiting.get(line.place) ?? []
    rows.push(line)
    waiting.set(line.place, rows)
    if (rows.length < batchRows) continue
    waiting.delete(line.place)
    await work(line.place, rows)
  }
  for (const [place, rows] of waiting) await work(place, rows)
}

async function importLimits(tx: PlatformTx, { source, checked }: All): Promise<void> {
  for await (const line of readBundle(source, { wanted: new Set(), digest: checked.digest })) {
    if (line.type === 'limit') await insertLimit(tx, line)
  }
}

/** Numbers that came along are not given out again. As the owner of the tables, who alone may. */
async function moveSequences({ db }: PlatformTx, catalog: Catalog, tables: readonly string[]): Promise<void> {
  const columns = tables.flatMap((name) => (catalog.get(name)?.identities ?? []).map((column) => ({ name, column })))
  for (const { name, column } of columns) {
    await sql`select set_config('role', 'watchword_privacy', true)`.execute(db)
    const { rows } = await sql<{ last: number | null }>`
      select max(${sql.id(column)}) as last from ${sql.table(name)}`.execute(db)
    const last = rows[0]?.last ?? null
    await sql`select set_config('role', 'none', true)`.execute(db)
    if (last !== null) await sql`select setval(pg_get_serial_sequence(${name}, ${column}), ${last})`.execute(db)
  }
  await sql`select set_config('role', 'watchword_platform', true)`.execute(db)
}

/** The time by which a table of the column store is partitioned, if it is one column. */
async function partitionColumn({ columns }: Context, name: string): Promise<string | undefined> {
  const [table] = await columns.query<{ key: string }>(
    `select partition_key as key from system.tables where database = currentDatabase() and name = {name:String}`,
    { name },
  )
  return /\w+\((\w+)\)/.exec(table?.key ?? '')?.[1]
}

async function importFiles(ctx: Context, { source, checked, kinds }: All): Promise<void> {
  const lines = readBundle(source, { wanted: new Set(), digest: checked.digest })
  for await (const line of lines) {
    if (line.type !== 'file') continue
    const [owner, kind = ''] = line.key.split('/')
    if (owner !== ctx.workspaceId || !kinds.has(kind))
      throw new BundleError(`${line.key}: a file that has no place here`)
    const options = { contentType: 'application/octet-stream', maxBytes: maxFileBytes }
    await ctx.blobs.put(line.key, piecesOf(line, lines), options)
  }
}

type FileLine = Extract<Line, { type: 'file' }>

/** Reads on from the first piece to the last one; that they follow each other was checked. */
async function* piecesOf(first: FileLine, lines: AsyncGenerator<Line>): AsyncGenerator<Uint8Array> {
  let data = Buffer.from(first.data, 'base64')
  let end = first.offset + data.length
  yield data
  while (end < first.size) {
    const next = await lines.next()
    if (next.done) throw new BundleError('the file is cut off')
    if (next.value.type !== 'file') continue
    data = Buffer.from(next.value.data, 'base64')
    end = next.value.offset + data.length
    yield data
  }
}

/** Of an import that ended before its commit: the database knows nothing of it. */
async function removeRemains(ctx: Context, known: ReadonlyMap<string, Place>): Promise<void> {
  for (const { name, store } of known.values()) {
    if (store !== 'columns') continue
    const [found] = await ctx.columns
      .forWorkspace(ctx.workspaceId)
      .query<{ rows: number }>(`select count() as rows from "${name}" where workspace_id = {workspaceId:String}`, {})
    if ((found?.rows ?? 0) === 0) continue
    await ctx.columns.command(
      `alter table "${name}" delete where workspace_id = {workspaceId:String} settings mutations_sync = 2`,
      { workspaceId: ctx.workspaceId },
    )
  }
  for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/`)) await ctx.blobs.delete(key)
}

async function recordImport({ db }: PlatformTx, { workspaceId, now }: Context, { manifest, digest }: Checked) {
  const { exportedAt, policy } = manifest
  await sql`
    insert into workspace_imports (workspace_id, imported_at, exported_at, policy_version, profile, digest)
    values (${workspaceId}, ${now()}, ${exportedAt}, ${policy.version}, ${JSON.stringify(policy.profile)}::jsonb,
      ${digest})`.execute(db)
}
