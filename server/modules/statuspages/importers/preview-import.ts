import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import { listMarks } from './import-monitors.ts'
import { maxSkippedNamed, type Skipped, type SourceKind } from './plan.ts'
import { preparePage, type PreparedPage } from './prepare-page.ts'
import { readSource, type ImportInput } from './read-source.ts'

export type Counted = { total: number; isNew: number; names: string[] }

export type ImportPreview = {
  kind: SourceKind
  pages: {
    sourceId: string
    /** Where it goes; null: to a new page. */
    pageId: string | null
    name: string
    slug: string
    timeZone: string
    groups: Counted
    components: Counted
    reports: Counted
    maintenances: Counted
  }[]
  monitors: { name: string; type: string; paused: boolean; isThere: boolean; notes: string[] }[]
  skipped: Skipped[]
  skippedCount: number
}

/** What an import would add, and what it would not; changes nothing. Throws invalid_request, not_found for a page. */
export async function previewImport(ctx: Context, input: ImportInput): Promise<ImportPreview> {
  requireImporter(ctx, input)
  const plan = await readSource(ctx, input)
  const pages = await inTransaction(ctx, async (tx) => {
    const prepared: PreparedPage[] = []
    for (const planned of plan.pages) {
      const choice = input.pages?.find(({ sourceId }) => sourceId === planned.sourceId)
      prepared.push(await preparePage(tx, planned, choice, repo.getPage))
    }
    return prepared
  })
  const marks =
    input.projectId === undefined ? new Map<string, string>() : await listMarks(ctx, input.projectId, plan.monitors)
  const skipped = [...plan.skipped, ...pages.flatMap((page) => page.skipped)]
  return {
    kind: plan.kind,
    pages: pages.map(({ planned, page, isThere, groups, components, reports, maintenances, series }) => ({
      ...{ sourceId: planned.sourceId, pageId: isThere ? page.id : null },
      ...{ name: page.name, slug: page.slug, timeZone: page.timeZone },
      groups: counted(groups, ({ name }) => name),
      components: counted(components, ({ name }) => name),
      reports: counted(reports, ({ title }) => title),
      maintenances: counted([...maintenances, ...series], ({ title }) => title),
    })),
    monitors: plan.monitors.map((monitor) => ({
      ...{ name: monitor.name, type: monitor.kind === 'check' ? monitor.spec.type : 'heartbeat' },
      ...{ paused: monitor.paused, isThere: marks.has(monitor.mark), notes: monitor.notes },
    })),
    ...named(skipped),
  }
}

/** Whoever brings monitors must be allowed to make them. */
export function requireImporter(ctx: Context, { projectId }: ImportInput): void {
  requirePermission(ctx, 'statuspages.write')
  if (projectId === undefined) return
  requirePermission(ctx, 'projects.write')
  // To tell which of them are there already.
  requirePermission(ctx, 'incidents.read')
}

export function named(skipped: Skipped[]): { skipped: Skipped[]; skippedCount: number } {
  return { skipped: skipped.slice(0, maxSkippedNamed), skippedCount: skipped.length }
}

const namesShown = 50

/** The new ones are named: those are what the import is about. */
function counted<T extends { isThere: boolean }>(things: readonly T[], nameOf: (thing: T) => string): Counted {
  const added = things.filter(({ isThere }) => !isThere)
  return { total: things.length, isNew: added.length, names: added.slice(0, namesShown).map(nameOf) }
}
