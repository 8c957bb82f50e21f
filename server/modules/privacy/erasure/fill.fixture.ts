/**
 * For tests: fills every column of the inventory, table by table, with a text of its own that nobody else could have
 * written: what is about one person with that person's, the rest of the row with the workspace's. What a new table
 * demands beyond its types is said in `demands`; a table that cannot be filled fails the test.
 */
import { recordAudit } from '#modules/audit'
import { systemContext, type Context, type Services } from '#platform/context'
import { inTransaction, sql, type Db } from '#platform/database'
import { newHexKey, newId } from '#platform/ids'
import type { InventoryEntry } from '#platform/inventory'
import type { RawBuilder } from 'kysely'
import type { ProjectPlaces } from './projects/places.ts'

export type Filled = {
  /** By `store: table.column`, as the scanner names places. */
  person: Map<string, string[]>
  workspace: Map<string, string[]>
}

export type Whom = {
  id: string
  email: string
  workspaceId: string
  /** Every row is of this project, or part of what is. */
  projectId?: string
}

/** Tables whose rows are made by what they are for, or that are nobody's. */
const madeElsewhere = new Set([
  ...[
    'users',
    'frozen_users',
    'workspaces',
    'memberships',
    'installation',
    'schema_migrations',
    'schema_migrations_lock',
  ],
  ...['audit_entries', 'audit_changes', 'audit_people', 'audit_origins', 'audit_heads', 'audit_checkpoints'],
  // Of the erasure itself: filled by it, and looked at by the scan.
  ...['erasures', 'erasure_steps', 'erasure_receipts', 'tombstones', 'workspace_deletions'],
  // Of two components, and nothing but their ids.
  'component_needs',
])

/** What constraints want that types do not say: a value for the column of a table, in SQL. */
const demands: Record<string, (whom: Whom) => RawBuilder<unknown>> = {
  'sessions.stage': () => sql`'complete'`,
  'installation_keys.wrapped_key': () => sql`''`,
  'subscribers.address': ({ email }) => sql`${email}`,
  'page_access.kind': () => sql`'password'`,
  'page_access.ranges': () => sql`'{}'::text[]`,
  'maintenances.scheduled_until': () => sql`now() + interval '1 hour'`,
  // Named as the update that it tells of, which is one of a report.
  'subscriber_tellings.id': () => sql`(select id from report_updates order by ctid desc limit 1)`,
  'subscriber_tellings.report_update_id': () => sql`(select id from report_updates order by ctid desc limit 1)`,
  'event_receipts.project_id': () => sql`'prj_1'`,
  // Of a project it names one; the word window is quoted where its list of words stands.
  'quotas.scope': () => sql`'project'`,
  'quotas.window': () => sql`'day'`,
}

/** What a row that is part of another one holds, where that is no plain column. */
const partDemands: Record<string, (whom: Whom, mark: () => string) => RawBuilder<unknown>> = {
  'incident_views.filter': ({ projectId }, mark) => sql`${JSON.stringify({ projectId, query: mark() })}::jsonb`,
  'upload_chunks.checksum': () => sql`(select chunks[1] from source_map_uploads order by ctid desc limit 1)`,
  // Each name is unique, whosever project it is.
  'severity_rules.position': () => sql`(select count(*) from severity_rules)`,
  'incidents.number': () => sql`(select 1000 + count(*) from incidents)`,
}

/** Columns that are left empty, because another one excludes them. */
const empty = new Set([
  ...['notification_channels.url', 'notification_channels.signing_secret', 'deliveries.lease_until'],
  ...['person_exports.address', 'person_exports.ready_at', 'workspace_exports.ready_at'],
  ...['privacy_requests.closed_at', 'evidence_records.document_sha256'],
  // A hold on the person that was released: one in force would keep everything.
  ...['legal_holds.workspace_id', 'legal_holds.address', 'subscriber_tellings.maintenance_update_id'],
  // The state that it is in.
  'component_states.ended_at',
])

type Column = { name: string; type: string; nullable: boolean; generated: boolean }

export async function fill(services: Services, inventory: readonly InventoryEntry[], whom: Whom): Promise<Filled> {
  const filled: Filled = { person: new Map(), workspace: new Map() }
  const plant = (of: 'person' | 'workspace', place: string): string => {
    const mark = `canary${newHexKey(12)}`
    filled[of].set(place, [...(filled[of].get(place) ?? []), mark])
    return mark
  }
  await fillPerson(services, whom, plant)
  await fillAudit(services, whom, plant)
  await asOwner(services, inventory, async (db) => {
    const refused: string[] = []
    for (const table of await inOrder(db, await withParents(db, tablesOf(inventory)))) {
      await fillTable(db, inventory, table, whom, plant, services).catch((error: unknown) => {
        const { cause } = error instanceof Error ? error : {}
        refused.push(`${table}: ${cause instanceof Error ? cause.message : String(error)}`)
      })
    }
    if (refused.length > 0) {
      throw new Error(`the canary cannot fill these: say in fill.fixture.ts what they demand\n${refused.join('\n')}`)
    }
  })
  await fillColumns(services, inventory, whom, plant)
  await fillFiles(services, inventory, whom, plant)
  return filled
}

/**
 * The same for one project of a workspace that has others: each table that the erasure empties has a row of it, each
 * thing that has an id an activity, a mail and an audit entry that name it, each kind of file a file.
 */
export async function fillProject(
  services: Services,
  inventory: readonly InventoryEntry[],
  places: ProjectPlaces,
  whom: Whom & { projectId: string },
): Promise<Map<string, string[]>> {
  const marks = new Map<string, string[]>()
  const plant: Plant = (_of, place) => {
    const mark = `canary${newHexKey(12)}`
    marks.set(place, [...(marks.get(place) ?? []), mark])
    return mark
  }
  const things: { table: string; id: string }[] = []
  await asOwner(services, inventory, async (db) => {
    const unnoted: Plant = () => `canary${newHexKey(12)}`
    for (const table of besides) await fillTable(db, inventory, table, whom, unnoted, services)
    for (const table of [...places.tables].reverse()) {
      await fillTable(db, inventory, table.name, whom, plant, services)
      if (!table.hasId) continue
      const { rows } = await sql<{ id: string }>`
        select id from ${sql.table(table.name)} order by ctid desc limit 1`.execute(db)
      things.push({ table: table.name, id: rows[0]?.id ?? '' })
    }
    for (const { id } of [...things, { id: whom.projectId }]) {
      const name = (place: string) => plant('workspace', `database: public.${place}`)
      await sql`insert into activities (id, workspace_id, type, subject_id, actor_kind, actor_id, data, at)
        values (${newId('act', services.now())}, ${whom.workspaceId}, 'thing.happened', ${id}, 'system', 'system',
          ${JSON.stringify({ title: name('activities.data') })}::jsonb, ${services.now()})`.execute(db)
      await sql`insert into kept_mails (id, workspace_id, message_id, stream, recipient, subject, text, html, headers, created_at)
        values (${newId('mail', services.now())}, ${whom.workspaceId}, ${`${id}@localhost`}, 'account', ${whom.email},
          ${name('kept_mails.subject')}, ${name('kept_mails.text')}, '', '{}', ${services.now()})`.execute(db)
    }
  })
  const ctx = systemContext(services, whom.workspaceId, newId('req', services.now()))
  for (const { id } of things) {
    const before = { title: plant('workspace', 'database: public.audit_changes.before') }
    await inTransaction(ctx, (tx) => recordAudit(tx, 'thing.changed', { targetId: id, before, after: {} }))
  }
  await fillColumns(services, inventory, whom, plant)
  for (const { kind, of } of places.blobs) {
    const id = things.find(({ table }) => table === of)?.id
    const content = Buffer.from(plant('workspace', 'file: blobs'))
    await services.blobs.put(`${whom.workspaceId}/${kind}/${id}`, content, { contentType: 'x/y', maxBytes: 1_000 })
  }
  return marks
}

/** Of no project, and what rows of one refer to: nothing of these ends with it. */
const besides = [
  ...['status_pages', 'maintenance_series', 'maintenances', 'status_reports', 'component_groups', 'components'],
  'component_followings',
]

type Plant = (of: 'person' | 'workspace', place: string) => string

const isPersonal = ({ subject }: InventoryEntry): boolean => subject.length > 0

/** Tables with rows about people or of workspaces. */
function tablesOf(inventory: readonly InventoryEntry[]): string[] {
  const found = inventory.filter(
    (entry) => entry.store === 'database' && (isPersonal(entry) || entry.fields.includes('workspace_id')),
  )
  return [...new Set(found.map(({ place }) => place))].filter((table) => !madeElsewhere.has(table))
}

/** Whether a column is the person's: what an erasure takes away, or must say that it does not. */
function isOfPerson(entry: InventoryEntry, column: string): boolean {
  if (!isPersonal(entry)) return false
  if (entry.erase !== 'anonymise') return true
  const named = entry.subject.flatMap((one) => ('address' in one ? [one.address] : 'userId' in one ? [one.userId] : []))
  return [...named, ...(entry.clears ?? [])].includes(column)
}

async function fillPerson(services: Services, { id, email }: Whom, plant: Plant): Promise<void> {
  const name = plant('person', 'database: public.users.name')
  const hash = plant('person', 'database: public.users.password_hash')
  await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table users no force row level security`.execute(db)
    await sql`update users set name = ${name}, password_hash = ${hash}, email = ${email} where id = ${id}`.execute(db)
    await sql`alter table users force row level security`.execute(db)
  })
}

/** By an act of the person, with its names and addresses, and by one of somebody else who mentions their address. */
async function fillAudit(services: Services, { id, email, workspaceId }: Whom, plant: Plant): Promise<void> {
  const ctx: Context = {
    ...systemContext(services, workspaceId, newId('req', services.now())),
    actor: { kind: 'user', id, name: plant('person', 'database: public.audit_people.name') },
    origin: {
      remoteAddress: plant('person', 'database: public.audit_origins.remote_address'),
      userAgent: plant('person', 'database: public.audit_origins.user_agent'),
    },
  }
  const before = { note: plant('workspace', 'database: public.audit_changes.before') }
  await inTransaction(ctx, (tx) => recordAudit(tx, 'workspace.updated', { targetId: workspaceId, before, after: {} }))
  const other = {
    ...ctx,
    actor: { kind: 'user' as const, id: newId('usr', services.now()), name: 'Another' },
    origin: null,
  }
  const after = { address: email, note: plant('person', 'database: public.audit_changes.after') }
  await inTransaction(other, (tx) =>
    recordAudit(tx, 'notificationChannel.created', { targetId: 'chn_1', before: undefined, after }),
  )
}

async function fillTable(
  db: Db,
  inventory: readonly InventoryEntry[],
  table: string,
  whom: Whom,
  plant: Plant,
  services: Services,
): Promise<void> {
  const entries = inventory.filter(({ store, place }) => store === 'database' && place === table)
  const columns = await columnsOf(db, table)
  const keys = await foreignValues(db, table, whom)
  const allowed = await allowedValues(db, table)
  const values: [string, RawBuilder<unknown>][] = []
  for (const column of columns) {
    const entry = entries.find(({ fields }) => fields.includes(column.name))
    if (!entry || column.generated || empty.has(`${table}.${column.name}`)) continue
    const mark = () =>
      plant(isOfPerson(entry, column.name) ? 'person' : 'workspace', `database: public.${table}.${column.name}`)
    const known =
      ofProject(entries, table, column.name, whom, mark) ??
      demands[`${table}.${column.name}`]?.(whom) ??
      referring(entry, column.name, whom) ??
      keys.get(column.name) ??
      (column.name === 'workspace_id' ? sql`${whom.workspaceId}` : undefined) ??
      (allowed.has(column.name) ? sql`${allowed.get(column.name)}` : undefined)
    const value = known ?? valueOf(column, mark, services)
    values.push([column.name, value])
  }
  const names = sql.join(values.map(([name]) => sql.ref(name)))
  try {
    await sql`savepoint filling`.execute(db)
    await sql`insert into ${sql.table(table)} (${names}) values (${sql.join(values.map(([, value]) => value))})`.execute(
      db,
    )
    await sql`release savepoint filling`.execute(db)
  } catch (error) {
    await sql`rollback to savepoint filling`.execute(db)
    throw new Error(table, { cause: error })
  }
}

/** The project itself, or the newest row of what this one is part of. */
function ofProject(
  entries: readonly InventoryEntry[],
  table: string,
  column: string,
  whom: Whom,
  mark: () => string,
): RawBuilder<unknown> | undefined {
  if (whom.projectId === undefined) return undefined
  if (column === 'project_id') return sql`${whom.projectId}`
  const demanded = partDemands[`${table}.${column}`]
  if (demanded) return demanded(whom, mark)
  const part = entries.flatMap(({ partOf = [] }) => partOf).find(({ by }) => by === column)
  if (!part) return undefined
  if (part.of === 'projects') return sql`${whom.projectId}`
  return sql`(select ${sql.raw(part.key ?? 'id')} from ${sql.table(part.of)} order by ctid desc limit 1)`
}

/** The person's id or address, or the row that names the person, where the inventory says so. */
function referring(entry: InventoryEntry, column: string, whom: Whom): RawBuilder<unknown> | undefined {
  for (const one of entry.subject) {
    if ('userId' in one && one.userId === column) return sql`${whom.id}`
    if ('address' in one && one.address === column) return sql`${whom.email}`
    if ('of' in one && one.column === column)
      return sql`(select ${sql.ref(one.key)} from ${sql.table(one.of)} order by ctid desc limit 1)`
  }
  return undefined
}

function valueOf({ name, type }: Column, mark: () => string, services: Services): RawBuilder<unknown> {
  if (type === 'text' || type === 'character varying') return sql`${mark()}`
  if (type === 'jsonb') return sql`${JSON.stringify({ canary: mark() })}::jsonb`
  if (type === 'bytea') return sql`${Buffer.from(mark())}`
  if (type === 'ARRAY') return sql`array[${mark()}]`
  if (type === 'boolean') return sql`true`
  if (type.startsWith('timestamp')) return sql`${services.now()}::timestamptz`
  if (type === 'date') return sql`${services.now()}::date`
  if (/int|numeric|double|real/.test(type)) return sql`1`
  if (type === 'inet') return sql`'192.0.2.77'`
  throw new Error(`the canary has no value for ${name} of type ${type}`)
}

async function columnsOf(db: Db, table: string): Promise<Column[]> {
  const { rows } = await sql<Column>`
    select column_name as name, data_type as type, is_nullable = 'YES' as nullable,
      is_identity = 'YES' or is_generated <> 'NEVER' as generated
    from information_schema.columns where table_schema = 'public' and table_name = ${table}
    order by ordinal_position`.execute(db)
  return rows
}

/** What a foreign key refers to: the newest row of the other table. */
async function foreignValues(db: Db, table: string, whom: Whom): Promise<Map<string, RawBuilder<unknown>>> {
  const { rows } = await sql<{ parent: string; own: string; theirs: string }>`
    select parent.relname as parent, a.attname as own, p.attname as theirs
    from pg_constraint c join pg_class t on t.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    cross join lateral unnest(c.conkey, c.confkey) as k(own, theirs)
    join pg_attribute a on a.attrelid = t.oid and a.attnum = k.own
    join pg_attribute p on p.attrelid = parent.oid and p.attnum = k.theirs
    where c.contype = 'f' and t.relname = ${table} and t.relnamespace = 'public'::regnamespace and parent.oid <> t.oid`.execute(
    db,
  )
  return new Map(
    rows.map(({ parent, own, theirs }) => {
      if (parent === 'users') return [own, sql`${whom.id}`]
      if (theirs === 'workspace_id' || parent === 'workspaces') return [own, sql`${whom.workspaceId}`]
      return [own, sql`(select ${sql.ref(theirs)} from ${sql.table(parent)} order by ctid desc limit 1)`]
    }),
  )
}

/** Of a column with a list of words: the first one. */
async function allowedValues(db: Db, table: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ definition: string }>`
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where contype = 'c' and conrelid = ${`public.${table}`}::regclass`.execute(db)
  return new Map(
    rows.flatMap(({ definition }) => {
      const list = /^CHECK \(\((\w+) = ANY \(ARRAY\['([^']+)'::text/.exec(definition)
      const one = /^CHECK \(\((\w+) = '([^']+)'::text\)\)/.exec(definition)
      const found = list ?? one
      return found ? [[found[1] ?? '', found[2] ?? ''] as const] : []
    }),
  )
}

/** What they refer to must be there first. */
async function withParents(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ parent: string }>`
    select distinct parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.relname = any(${[...tables]}::text[])`.execute(db)
  const parents = rows.map(({ parent }) => parent).filter((table) => !madeElsewhere.has(table))
  return [...new Set([...tables, ...parents])]
}

async function inOrder(db: Db, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ child: string; parent: string }>`
    select child.relname as child, parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.oid <> parent.oid`.execute(db)
  const waiting = new Set(tables)
  const order: string[] = []
  while (waiting.size > 0) {
    const before = order.length
    for (const table of waiting) {
      if (rows.some(({ child, parent }) => child === table && waiting.has(parent))) continue
      waiting.delete(table)
      order.push(table)
    }
    if (order.length === before) throw new Error(`these refer to each other: ${[...waiting].join(', ')}`)
  }
  return order
}

/** Row-level security binds the owner of the tables too. */
async function asOwner(
  services: Services,
  inventory: readonly InventoryEntry[],
  work: (db: Db) => Promise<void>,
): Promise<void> {
  const tables = [...new Set(inventory.filter(({ store }) => store === 'database').map(({ place }) => place))]
  const secured = tables.filter((table) => !table.startsWith('schema_migrations'))
  await services.database.kysely.transaction().execute(async (db) => {
    for (const table of secured) await sql`alter table ${sql.table(table)} no force row level security`.execute(db)
    await work(db)
    // Deferred checks first: a table with events that wait cannot be altered.
    await sql`set constraints all immediate`.execute(db)
    for (const table of secured) await sql`alter table ${sql.table(table)} force row level security`.execute(db)
  })
}

/** A row in each table of the column store; of keys that the person made, the log of what they called. */
async function fillColumns(
  services: Services,
  inventory: readonly InventoryEntry[],
  whom: Whom,
  plant: Plant,
): Promise<void> {
  const [key] = await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table api_keys no force row level security`.execute(db)
    const { rows } = await sql<{ id: string }>`select id from api_keys where created_by = ${whom.id}`.execute(db)
    await sql`alter table api_keys force row level security`.execute(db)
    return rows
  })
  const all = [...new Set(inventory.filter(({ store }) => store === 'columns').map(({ place }) => place))]
  const isOfProject = (table: string) =>
    inventory.some(
      ({ store, place, fields }) => store === 'columns' && place === table && fields.includes('project_id'),
    )
  for (const table of whom.projectId === undefined ? all : all.filter(isOfProject)) {
    const columns = await services.columns.query<{ name: string; type: string }>(
      'select name, type from system.columns where database = currentDatabase() and table = {table:String}',
      { table },
    )
    const row: Record<string, unknown> = {}
    for (const { name, type } of columns) {
      const entry = inventory.find(
        ({ store, place, fields }) => store === 'columns' && place === table && fields.includes(name),
      )
      if (!entry) continue
      const ofLog = ['remote_address', 'user_agent'].includes(name) && table === 'api_requests'
      const mark = () =>
        plant(
          ofLog || (table !== 'api_requests' && isOfPerson(entry, name)) ? 'person' : 'workspace',
          `columns: ${table}.${name}`,
        )
      if (name === 'workspace_id') row[name] = whom.workspaceId
      else if (name === 'project_id' && whom.projectId !== undefined) row[name] = whom.projectId
      else if (table === 'api_requests' && name === 'key_id') row[name] = key?.id
      else if (entry.subject.some((one) => 'address' in one && one.address === name)) row[name] = whom.email
      else if (/DateTime/.test(type)) row[name] = services.now()
      else if (type.startsWith('Array(Tuple(String, String))')) row[name] = [[mark(), mark()]]
      else if (type.startsWith('Array(')) row[name] = [mark()]
      else if (type.startsWith('Map(')) row[name] = { canary: mark() }
      else if (/Int|Float|Bool/.test(type)) row[name] = 1
      else if (/Enum/.test(type)) row[name] = /'([^']+)'/.exec(type)?.[1]
      else if (/String|JSON/.test(type)) row[name] = name === 'detail' ? JSON.stringify({ message: mark() }) : mark()
      else throw new Error(`the canary has no value for ${table}.${name} of type ${type}`)
    }
    await services.columns.insert(table, [row])
  }
}

/** Blobs of the person and of the workspace, and the lines of the request log that came from the person's browser. */
async function fillFiles(
  services: Services,
  inventory: readonly InventoryEntry[],
  whom: Whom,
  plant: Plant,
): Promise<void> {
  const prefixes = new Set(inventory.filter(({ store }) => store === 'blobs').map(({ place }) => place))
  for (const prefix of prefixes) {
    for (const [of, owner] of [
      ['person', whom.id],
      ['workspace', whom.workspaceId],
    ] as const) {
      const content = Buffer.from(plant(of, 'file: blobs'))
      await services.blobs.put(`${owner}/${prefix}/${newHexKey()}.json`, content, {
        contentType: 'application/json',
        maxBytes: 1_000,
      })
    }
  }
  const userAgent = plant('person', 'file: log')
  const address = plant('person', 'file: log')
  const origin = { address, userAgent, at: services.now() }
  await services.database.kysely.transaction().execute(async (db) => {
    await sql`alter table user_activities no force row level security`.execute(db)
    await sql`insert into user_activities (id, user_id, type, at, remote_address, user_agent, data)
      values (${newId('uac', origin.at)}, ${whom.id}, 'session.started', ${origin.at}, ${address}, ${userAgent}, '{}')`.execute(
      db,
    )
    await sql`alter table user_activities force row level security`.execute(db)
  })
  services.requestLog.note({ id: 'req_1', path: '/api/v1/user', status: 200, address, userAgent })
  await services.requestLog.flush()
}
