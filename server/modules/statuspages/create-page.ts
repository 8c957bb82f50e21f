import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newShortId } from '#platform/ids'
import { describePages, type PageView } from './describe-pages.ts'
import { defaultLocale, type Locale } from './look/locale.ts'
import { defaultTimeZone, maxPages, type StatusPage } from './page.ts'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

export type PageInput = {
  slug: string
  name: string
  description?: string | undefined
  timeZone?: string | undefined
  locale?: Locale | undefined
}

/** Throws conflict when the slug belongs to another page, of whichever workspace: it is a public name. */
export async function createPage(ctx: Context, input: PageInput): Promise<PageView> {
  requirePermission(ctx, 'statuspages.write')
  const created = await inTransaction(ctx, async (tx) => {
    if ((await repo.listPages(tx)).length >= maxPages)
      throw conflict(`a workspace has at most ${maxPages} status pages`)
    const page: StatusPage = {
      id: newShortId(),
      slug: input.slug,
      name: input.name,
      description: input.description ?? '',
      timeZone: input.timeZone ?? defaultTimeZone,
      locale: input.locale ?? defaultLocale,
      createdAt: tx.now(),
      updatedAt: tx.now(),
    }
    await repo.insertPage(tx, page)
    await recordActivity(tx, 'statusPage.created', { subjectId: page.id, data: { name: page.name, slug: page.slug } })
    const { slug, name, description, timeZone, locale } = page
    const after = { slug, name, description, timeZone, locale }
    await recordAudit(tx, 'statusPage.created', { targetId: page.id, after })
    return describePages(tx, [page] as const)
  })
  forgetSnapshot(ctx, input.slug)
  return created[0]
}
