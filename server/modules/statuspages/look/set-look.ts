import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, type FieldError } from '#platform/errors'
import * as pages from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { contrastOn, minContrast, readableOn, type Ground } from './colours.ts'
import { filterCss, type Removed } from './filter-css.ts'
import { readLogo } from './logo.ts'
import type { Look } from './look.ts'
import * as repo from './repo.ts'

/** As members see it: the style sheet as typed, and what of it readers do not get. */
export type LookView = Look & { logo: string | null; removed: Removed[] }

export function getLook(ctx: Context, pageId: string): Promise<LookView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    return describeLook(tx, pageId)
  })
}

async function describeLook(tx: Tx, pageId: string): Promise<LookView> {
  const look = await repo.findLook(tx, pageId)
  const logo = await repo.findLogo(tx, pageId)
  const data = logo ? `data:${logo.type};base64,${logo.bytes.toString('base64')}` : null
  return { ...look, logo: data, removed: filterCss(look.css).removed }
}

/** Throws invalid_request for a colour that cannot be read, and says which near one can. */
export async function setLook(ctx: Context, pageId: string, input: Omit<Look, 'logoHash'>): Promise<LookView> {
  requirePermission(ctx, 'statuspages.write')
  const fields = problemsOfColours(input)
  if (fields.length > 0) throw invalidRequest('a colour cannot be read on its ground', fields)
  return change(ctx, pageId, (tx) => repo.saveLook(tx, pageId, input))
}

/** Replaces the logo. Throws invalid_request and too_large. */
export async function setLogo(ctx: Context, pageId: string, file: Buffer): Promise<LookView> {
  requirePermission(ctx, 'statuspages.write')
  const logo = readLogo(file)
  return change(ctx, pageId, (tx) => repo.saveLogo(tx, pageId, logo))
}

/** Idempotent. */
export async function deleteLogo(ctx: Context, pageId: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  await change(ctx, pageId, (tx) => repo.saveLogo(tx, pageId, null))
}

async function change(ctx: Context, pageId: string, save: (tx: Tx) => Promise<void>): Promise<LookView> {
  const { slug, view } = await inTransaction(ctx, async (tx) => {
    const page = await pages.getPageForUpdate(tx, pageId)
    const before = await repo.findLook(tx, pageId)
    await save(tx)
    await pages.touchPage(tx, pageId)
    const after = await describeLook(tx, pageId)
    const changed = (['accent', 'accentDark', 'theme', 'css', 'logoHash'] as const).filter(
      (key) => before[key] !== after[key],
    )
    await recordActivity(tx, 'statusPage.lookChanged', { subjectId: pageId, data: { name: page.name, changed } })
    await recordAudit(tx, 'statusPage.lookChanged', {
      targetId: pageId,
      before: auditable(before),
      after: auditable(after),
    })
    return { slug: page.slug, view: after }
  })
  forgetSnapshot(ctx, slug)
  return view
}

/** The name of the logo's file under a key that the log does not take for a secret's. */
function auditable({ accent, accentDark, theme, css, logoHash }: Look) {
  return { accent, accentDark, theme, css, logoFile: logoHash }
}

function problemsOfColours({ accent, accentDark }: Pick<Look, 'accent' | 'accentDark'>): FieldError[] {
  return [problemOfColour('accent', accent, 'light'), problemOfColour('accentDark', accentDark, 'dark')].filter(
    (problem) => problem !== undefined,
  )
}

function problemOfColour(path: string, colour: string | null, ground: Ground): FieldError | undefined {
  if (colour === null) return undefined
  const contrast = contrastOn(colour, ground)
  if (contrast >= minContrast) return undefined
  const ratio = (Math.floor(contrast * 10) / 10).toFixed(1)
  const message = `text in this colour cannot be read on the ${ground} ground: its contrast is ${ratio} to 1 and must be ${minContrast} or more; ${readableOn(colour, ground)} works`
  return { path, message }
}
