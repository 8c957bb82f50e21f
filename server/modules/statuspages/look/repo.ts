/** SQL of looks. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { filterCss } from './filter-css.ts'
import { plainLook, type Look, type ShownLook } from './look.ts'
import type { Logo } from './logo.ts'

const columns = ['accent', 'accentDark', 'theme', 'css', 'logoHash'] as const

/** As its members typed it. */
export async function findLook(tx: Tx, pageId: string): Promise<Look> {
  const query = tx.db.selectFrom('pageLooks').select(columns).where('workspaceId', '=', tx.workspaceId)
  return (await query.where('pageId', '=', pageId).executeTakeFirst()) ?? plainLook
}

/** For the public pages: the style sheet is filtered by the rules of today, whatever they were when it was saved. */
export async function loadLook(tx: Tx, pageId: string): Promise<ShownLook> {
  const look = await findLook(tx, pageId)
  return { ...look, css: filterCss(look.css).css }
}

export async function saveLook(tx: Tx, pageId: string, look: Omit<Look, 'logoHash'>): Promise<void> {
  await tx.db
    .insertInto('pageLooks')
    .values({ ...look, workspaceId: tx.workspaceId, pageId, ...noLogo, updatedAt: tx.now() })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'pageId']).doUpdateSet({ ...look, updatedAt: tx.now() }))
    .execute()
}

const noLogo = { logoHash: null, logoType: null, logo: null }

/** Null takes the logo away. */
export async function saveLogo(tx: Tx, pageId: string, logo: Logo | null): Promise<void> {
  const { logoHash: _, ...look } = plainLook
  const row = logo ? { logoHash: logo.hash, logoType: logo.type, logo: logo.bytes.toString('base64') } : noLogo
  await tx.db
    .insertInto('pageLooks')
    .values({ ...look, ...row, workspaceId: tx.workspaceId, pageId, updatedAt: tx.now() })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'pageId']).doUpdateSet({ ...row, updatedAt: tx.now() }))
    .execute()
}

export async function findLogo(tx: Tx, pageId: string): Promise<Logo | undefined> {
  const query = tx.db.selectFrom('pageLooks').select(['logoHash', 'logoType', 'logo'])
  const row = await query.where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId).executeTakeFirst()
  if (!row?.logoHash || !row.logoType || !row.logo) return undefined
  return { hash: row.logoHash, type: row.logoType, bytes: Buffer.from(row.logo, 'base64') }
}
