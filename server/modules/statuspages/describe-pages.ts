import type { Tx } from '#platform/context'
import { headlineOf, type Headline } from './headline.ts'
import { pageUrl, type StatusPage } from './page.ts'
import * as reportRepo from './report-repo.ts'
import * as repo from './repo.ts'
import { findSuspensions } from './suspensions/repo.ts'
import type { Suspension } from './suspensions/tables.ts'
import { countSubscribers } from './subscribers/subscriber-repo.ts'

/** A page as its members see it in lists. `subscriberCount` counts who confirmed. */
export type PageView = StatusPage & {
  url: string
  headline: Headline
  suspension: Suspension | null
  subscriberCount: number
}

/** In the order given. */
export async function describePages<Pages extends readonly StatusPage[]>(
  tx: Tx,
  pages: Pages,
): Promise<{ [K in keyof Pages]: PageView }> {
  const ids = pages.map((page) => page.id)
  const components = await repo.listComponents(tx, ids)
  const open = await reportRepo.listOpenReports(tx, ids)
  const affected = await reportRepo.listReportComponents(
    tx,
    open.map((report) => report.id),
  )
  const subscribers = await countSubscribers(tx, ids)
  const suspensions = await findSuspensions(tx, ids)
  const views = pages.map((page) => ({
    ...page,
    url: pageUrl(tx.config, page.slug),
    headline: headlineOf(
      components.filter((each) => each.pageId === page.id).map((each) => each.status),
      open
        .filter((report) => report.pageId === page.id)
        .map(({ id, impact }) => ({
          impact,
          componentIds: affected.filter((each) => each.reportId === id).map((each) => each.componentId),
        })),
    ),
    suspension: suspensions.get(page.id) ?? null,
    subscriberCount: subscribers.get(page.id) ?? 0,
  }))
  return views as { [K in keyof Pages]: PageView } // one view for each page, as `map` does
}
