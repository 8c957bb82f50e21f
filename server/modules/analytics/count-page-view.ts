import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { createGroupCommit, type Spool } from '#platform/spool'
import { countryOf } from './country.ts'
import type { PageView } from './page-view.ts'
import { currentSalt, dayOf, visitorHash } from './salts.ts'

/** A view as it is stored. Who it was stands in another table, and nothing says which views were whose. */
type Counted = { at: Date; view: PageView; country: string; visitor: { saltId: string; day: Date; hash: string } }

const hourMs = 3_600_000
const viewBytes = 300
const bounds = {
  maxBatchItems: 500,
  maxBatchBytes: 500 * viewBytes,
  maxWaitingItems: 5_000,
  maxWaitingBytes: 5_000 * viewBytes,
  // A visitor does not wait for it.
  lingerMs: 200,
}

/** Resolves when it is stored. Network address and browser are used for country and hash, and are gone then. */
export async function countPageView(
  services: Services,
  view: PageView,
  visit: { address: string; userAgent: string },
): Promise<void> {
  const now = services.now()
  const [salt, country] = await Promise.all([currentSalt(services), countryOf(visit.address)])
  await spoolOf(services).submit({
    at: new Date(Math.floor(now.getTime() / hourMs) * hourMs),
    view,
    country,
    visitor: { saltId: salt.id, day: dayOf(now), hash: visitorHash(salt, { site: view.site, ...visit }) },
  })
}

/** One a database: whoever waits for it is a request, so it is empty when the last request was answered. */
const spools = new WeakMap<object, Spool<Counted, true>>()

function spoolOf(services: Services): Spool<Counted, true> {
  const known = spools.get(services.database)
  if (known) return known
  const spool = createGroupCommit<Counted, true>({
    ...bounds,
    log: services.log,
    sizeBytes: () => viewBytes,
    processBatch: async (batch) => {
      await store(services, batch)
      return batch.map(() => true)
    },
  })
  spools.set(services.database, spool)
  return spool
}

async function store(services: Services, batch: readonly Counted[]): Promise<void> {
  const rows = batch.map(({ at, view, country }) => ({ at, ...view, country }))
  await services.columns.insert('page_views', rows)
  const visitors = batch.map(({ visitor }) => visitor)
  await inPlatformTransaction(services, ({ db }) =>
    sql`
      insert into site_visitors (salt_id, day, site, visitor)
      select * from unnest(
        ${visitors.map(({ saltId }) => saltId)}::text[],
        ${visitors.map(({ day }) => day)}::timestamptz[],
        ${batch.map(({ view }) => view.site)}::text[],
        ${visitors.map(({ hash }) => hash)}::text[]) as visit(salt_id, day, site, visitor)
      where exists (select from analytics_salts s where s.id = visit.salt_id)
      on conflict do nothing`.execute(db),
  )
}
