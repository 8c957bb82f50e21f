/**
 * Finds planted secrets, wherever and however written: in every column of every table of both stores, in the job queue,
 * in files, in log lines, in answers. A test plants what nobody else could have written, and looks where it got to.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { Services } from '#platform/context'
import { sql, type Database } from '#platform/database'
import type { RawBuilder } from 'kysely'

/** What was planted, by a name that may be printed; several where the program makes several of a kind. */
export type Canaries = ReadonlyMap<string, readonly string[]>

/** `place`: `database: schema.table.column`, `columns: table.column`, `file: path`, or as the caller names it. */
export type Hit = { canary: string; place: string }

/** Everything in the stores and in the data directory, except for the key file. Reads all of it: for small tests. */
export async function findCanaries(services: Services, canaries: Canaries): Promise<Hit[]> {
  return distinct([
    ...(await inDatabase(services, canaries)),
    ...(await inColumnStore(services, canaries)),
    ...(await inFiles(services.config.dataDir, canaries)),
  ])
}

/**
 * The databases' own files keep what was overwritten until they are rewritten, which every receipt of an erasure says;
 * the directory of a running program holds sockets.
 */
const ofStores = new Set(['postgres', 'clickhouse', 'run', 'secret.key'])

/** What is left after an erasure: in every table of both stores, the queue, blobs, log files, exports. */
export async function findCanariesLeft(services: Services, canaries: Canaries): Promise<Hit[]> {
  const texts: [string, string][] = []
  const { dataDir } = services.config
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const [top = ''] = relative(dataDir, path).split(sep)
    if (entry.isFile() && !ofStores.has(top)) texts.push([`file: ${top}`, await readFile(path, 'latin1')])
  }
  return distinct([
    ...(await inDatabase(services, canaries)),
    ...(await inColumnStore(services, canaries)),
    ...findCanariesIn(texts, canaries),
  ])
}

/** `texts`: what to look at, each with the name of its place. */
export function findCanariesIn(texts: Iterable<readonly [place: string, text: string]>, canaries: Canaries): Hit[] {
  const needles = needlesOf(canaries)
  const hits: Hit[] = []
  for (const [place, text] of texts) {
    for (const { canary, needle } of needles) if (text.includes(needle)) hits.push({ canary, place })
  }
  return distinct(hits)
}

/** bytea columns come as hex. */
async function inDatabase({ database }: Services, canaries: Canaries): Promise<Hit[]> {
  const tables = await sql<{ schema: string; name: string; secured: boolean }>`
    select n.nspname as schema, c.relname as name, c.relforcerowsecurity as secured
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`.execute(
    database.kysely,
  )
  const hits: Hit[] = []
  for (const { schema, name, secured } of tables.rows) {
    const rows = await readTable(database, sql.id(schema, name), secured)
    hits.push(...findInRows(`database: ${schema}.${name}`, rows, canaries))
  }
  return hits
}

/** Row-level security binds also the owner, who takes that back for the time of a transaction that is never committed. */
async function readTable(database: Database, table: RawBuilder<unknown>, secured: boolean): Promise<string[]> {
  const transaction = await database.kysely.withoutPlugins().startTransaction().execute()
  try {
    if (secured) await sql`alter table ${table} no force row level security`.execute(transaction)
    const { rows } = await sql<{ cells: string }>`select to_jsonb(t)::text as cells from ${table} t`.execute(
      transaction,
    )
    return rows.map(({ cells }) => cells)
  } finally {
    await transaction.rollback().execute()
  }
}

async function inColumnStore({ columns }: Services, canaries: Canaries): Promise<Hit[]> {
  const tables = await columns.query<{ name: string }>(
    'select name from system.tables where database = currentDatabase()',
  )
  const hits: Hit[] = []
  for (const { name } of tables) {
    for (let from = 0, isAll = false; !isAll; from += rowsAtOnce) {
      // In an order, so that each row is in one part.
      const sql = `select * from "${name}" order by all limit ${rowsAtOnce} offset ${from}`
      const rows = await columns.query<Record<string, unknown>>(sql)
      isAll = rows.length < rowsAtOnce
      hits.push(
        ...findInRows(
          `columns: ${name}`,
          rows.map((row) => JSON.stringify(row)),
          canaries,
        ),
      )
    }
  }
  return hits
}

/** An answer has no more than 200,000. */
const rowsAtOnce = 150_000

/** Which column it is, is found out only for rows with a hit. */
function findInRows(table: string, rows: readonly string[], canaries: Canaries): Hit[] {
  return rows.flatMap((text) => {
    if (findCanariesIn([[table, text]], canaries).length === 0) return []
    // What our own queries made of a row is an object.
    const cells = Object.entries(JSON.parse(text) as object)
    return findCanariesIn(
      cells.map(([column, value]) => [`${table}.${column}`, JSON.stringify(value)]),
      canaries,
    )
  })
}

/** Also what the stores write beside their tables: write-ahead logs, temporary files, their own logs. */
async function inFiles(dataDir: string, canaries: Canaries): Promise<Hit[]> {
  // As itself alone: there are hundreds of megabytes.
  const needles = [...canaries].flatMap(([canary, secrets]) =>
    secrets.map((secret) => ({ canary, bytes: Buffer.from(secret) })),
  )
  const hits: Hit[] = []
  for await (const path of filesBelow(dataDir)) {
    if (basename(path) === 'secret.key') continue
    const content = await readFile(path).catch(goneIs(Buffer.alloc(0)))
    const place = `file: ${relative(dataDir, path).split(sep)[0] ?? ''}`
    for (const { canary, bytes } of needles) if (content.includes(bytes)) hits.push({ canary, place })
  }
  return hits
}

async function* filesBelow(directory: string): AsyncGenerator<string> {
  for (const entry of await readdir(directory, { withFileTypes: true }).catch(goneIs([]))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else if (entry.isFile()) yield path
  }
}

/** The servers are running: what was listed may be gone by now, as parts are that were merged. */
const goneIs =
  <T>(nothing: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT') return nothing
    throw error
  }

/** As itself, in hex (as bytea is shown), and in base64 and base64url at each of the three alignments. */
function needlesOf(canaries: Canaries): { canary: string; needle: string }[] {
  return [...canaries].flatMap(([canary, secrets]) =>
    secrets.flatMap((secret) => {
      if (secret.length < 8) throw new Error(`the canary ${canary} is too short to be told from chance`)
      const bytes = Buffer.from(secret)
      const inBase64 = [0, 1, 2].flatMap((shift) => {
        // The first and last digits also hold bits of what stands beside it.
        const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
        const digits = (encoding: 'base64' | 'base64url') => shifted.toString(encoding).replace(/=+$/, '')
        const middle = (text: string) => text.slice(shift === 0 ? 0 : shift + 1, -1)
        return [middle(digits('base64')), middle(digits('base64url'))]
      })
      const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), bytes.toString('hex')]
      return [...new Set([...forms, ...inBase64])].map((needle) => ({ canary, needle }))
    }),
  )
}

function distinct(hits: readonly Hit[]): Hit[] {
  const byText = new Map(hits.map((hit) => [`${hit.canary} ${hit.place}`, hit]))
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hit]) => hit)
}
