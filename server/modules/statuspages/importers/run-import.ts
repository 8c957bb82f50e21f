import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { connectPage } from './connect-page.ts'
import { importMonitors, type ImportedMonitor } from './import-monitors.ts'
import { importPage, type Added } from './import-page.ts'
import { lockImports } from './import-repo.ts'
import type { PlannedPage, Skipped, SourceKind } from './plan.ts'
import { preparePage, type Choice, type PreparedPage } from './prepare-page.ts'
import { named, requireImporter } from './preview-import.ts'
import { readSource, type ImportInput } from './read-source.ts'

export type ImportResult = {
  kind: SourceKind
  pages: { pageId: string; name: string; slug: string; added: Added }[]
  /** `followed`: components that go by their monitors from now on. */
  monitors: { checks: number; heartbeats: number; known: number; followed: number }
  skipped: Skipped[]
  skippedCount: number
}

/**
 * Adds what the source has and the workspace has not: each page in one transaction, then each monitor in one, and then
 * what joins them: components that follow monitors, windows that keep monitors quiet, series. What is there stays as it is, so that the same source twice is the same as once, and an import that was cut off is finished by
 * the next. Nobody is told. Throws invalid_request, not_found for a chosen page, conflict for a slug that is taken.
 */
export async function runImport(ctx: Context, input: ImportInput): Promise<ImportResult> {
  requireImporter(ctx, input)
  const plan = await readSource(ctx, input)
  const skipped = [...plan.skipped]
  const added: PreparedPage[] = []
  const pages: ImportResult['pages'] = []
  for (const planned of plan.pages) {
    const choice = input.pages?.find(({ sourceId }) => sourceId === planned.sourceId)
    const done = await addPage(ctx, plan.kind, planned, choice)
    pages.push(done.page)
    added.push(done.prepared)
    skipped.push(...done.prepared.skipped)
  }
  const { ids, ...monitors } =
    input.projectId === undefined
      ? { checks: 0, heartbeats: 0, known: 0, skipped: [], ids: new Map<string, ImportedMonitor>() }
      : await importMonitors(ctx, input.projectId, plan.monitors)
  let followed = 0
  for (const [index, prepared] of added.entries()) {
    const connected = await connectPage(ctx, prepared, ids)
    followed += connected.followed
    const page = pages[index]
    if (page) page.added.maintenances += connected.series
    skipped.push(...connected.skipped)
  }
  const { skipped: refused, ...counts } = monitors
  return { kind: plan.kind, pages, monitors: { ...counts, followed }, ...named([...skipped, ...refused]) }
}

async function addPage(
  ctx: Context,
  source: SourceKind,
  planned: PlannedPage,
  choice: Choice | undefined,
): Promise<{ page: ImportResult['pages'][number]; prepared: PreparedPage }> {
  const done = await inTransaction(ctx, async (tx) => {
    await lockImports(tx)
    const prepared = await preparePage(tx, planned, choice, repo.getPageForUpdate)
    const added = await importPage(tx, prepared)
    const { id, name, slug } = prepared.page
    if (Object.values(added).some((count) => count > 0)) {
      await recordActivity(tx, 'statusPage.imported', { subjectId: id, data: { name, slug, source, ...added } })
      await recordAudit(tx, 'statusPage.imported', { targetId: id, after: { name, slug, source, ...added } })
    }
    return { page: { pageId: id, name, slug, added }, prepared }
  })
  forgetSnapshot(ctx, done.page.slug)
  return done
}
