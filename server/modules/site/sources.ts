/** What the pages are made from, read when one is asked for. */
import { findRecords, requestFigures, retentionFigures, type EvidenceRecord } from '#modules/privacy'
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { readEvidence, kindsNeeded, type Evidence, type Proof } from './evidence.ts'
import type { Figure } from './html/trust-html.ts'
import type { Facts } from './policy/rule.ts'

export type Sources = {
  prove(services: Services, facts: Facts): Promise<Proof>
  figures(services: Services, facts: Facts): Promise<Figure[]>
}

/** A crowd of readers costs one look into the database in so long. */
const rememberedMs = 10_000

/** `evidence` instead of the recorded file: for tests. */
export function createSources(inventory: readonly InventoryEntry[], evidence?: Evidence): Sources {
  const recorded = evidence ?? readEvidence()
  const records = remembered((services, facts) => listRecords(services, facts))
  const figures = remembered((services, facts) => readFigures(services, facts, inventory))
  return {
    prove: async (services, facts) => ({
      evidence: recorded,
      records: await records(services, facts),
      now: services.now(),
    }),
    figures,
  }
}

type Load<T> = (services: Services, facts: Facts) => Promise<T>

/** For each process and its database, until it is too old by the clock; what failed is asked for again. */
function remembered<T>(load: Load<T>): Load<T> {
  let last: { atMs: number; database: Services['database']; profile: Facts['profile']; value: Promise<T> } | undefined
  return (services, facts) => {
    const nowMs = services.now().getTime()
    const { database } = services
    const isFresh =
      last?.database === database && last.profile === facts.profile && Math.abs(nowMs - last.atMs) < rememberedMs
    if (!last || !isFresh) {
      const value = load(services, facts)
      last = { atMs: nowMs, database, profile: facts.profile, value }
      value.catch(() => (last = undefined))
    }
    return last.value
  }
}

async function listRecords(services: Services, facts: Facts): Promise<EvidenceRecord[]> {
  const found = await Promise.all(kindsNeeded(facts).map((kind) => findRecords(services, kind)))
  return found.flatMap(({ current, stale }) => [...current, ...stale])
}

async function readFigures(services: Services, facts: Facts, inventory: readonly InventoryEntry[]): Promise<Figure[]> {
  const [requests, retention, columns] = await Promise.all([
    requestFigures(services),
    retentionFigures(services),
    countColumns(services, inventory),
  ])
  const { lagSeconds } = retention
  return [
    { name: 'Columns of the databases that are declared', value: `${columns.declared} of ${columns.found}` },
    { name: 'Of these, columns about people', value: String(columns.personal) },
    {
      name: 'Late deletion, 99 of 100, 30 days back',
      value: lagSeconds === null ? 'nothing was due' : minutesOf(lagSeconds.p99),
    },
    {
      name: 'Latest deletion, 30 days back',
      value: lagSeconds === null ? 'nothing was due' : minutesOf(lagSeconds.max),
    },
    { name: 'Rows overdue for deletion', value: String(retention.overdueRows) },
    { name: 'Processors', value: String(facts.processors.length) },
    { name: 'Privacy requests open', value: String(requests.open) },
    { name: 'Privacy requests overdue', value: String(requests.overdue) },
    { name: 'Median time to an answer, a year back', value: daysOf(requests.medianDays) },
    { name: 'Longest time to an answer, a year back', value: daysOf(requests.worstDays) },
  ]
}

function minutesOf(seconds: number): string {
  return `${Math.ceil(seconds / 60)} min`
}

function daysOf(days: number | null): string {
  return days === null ? 'no request yet' : `${days} days`
}

/** The catalogues of the stores themselves against the inventory: what nobody declared would show here. */
async function countColumns(services: Services, inventory: readonly InventoryEntry[]) {
  const rows = await inPlatformTransaction(services, ({ db }) =>
    sql<{ name: string }>`select relname || '.' || attname as name
      from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and attnum > 0 and not attisdropped`.execute(
      db,
    ),
  )
  const telemetry = await services.columns.query<{ name: string }>(
    `select concat(table, '.', name) as name from system.columns
     where database = currentDatabase() and table != 'watchword_migrations'`,
  )
  const stored = inventory.filter(({ store }) => store === 'database' || store === 'columns')
  const named = (entries: readonly InventoryEntry[]) =>
    new Set(entries.flatMap(({ place, fields }) => fields.map((field) => `${place}.${field}`)))
  const [known, personal] = [named(stored), named(stored.filter(({ subject }) => subject.length > 0))]
  const found = [...rows.rows, ...telemetry].map(({ name }) => name)
  return {
    found: found.length,
    declared: found.filter((name) => known.has(name)).length,
    personal: found.filter((name) => personal.has(name)).length,
  }
}
