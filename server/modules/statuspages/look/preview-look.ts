import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as pages from '../repo.ts'
import { filterCss, type FilteredCss } from './filter-css.ts'

/** Saves nothing. */
export async function previewLook(ctx: Context, pageId: string, css: string): Promise<FilteredCss> {
  requirePermission(ctx, 'statuspages.read')
  await inTransaction(ctx, (tx) => pages.getPage(tx, pageId))
  return filterCss(css)
}
