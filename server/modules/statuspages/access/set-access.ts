import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import * as pages from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import type { PageAccess } from './access.ts'
import * as repo from './repo.ts'

/** As members see it: that there is a password, and not what it is. */
export type AccessView = { kind: PageAccess['kind']; announced: boolean; ranges: string[]; hasPassword: boolean }

export type AccessInput =
  | { kind: 'public' | 'members' | 'unpublished' }
  /** Without a password the one that is set stays. */
  | { kind: 'password'; password?: string | undefined; announced: boolean }
  | { kind: 'ranges'; ranges: string[] }

export function getAccess(ctx: Context, pageId: string): Promise<AccessView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    return describeAccess(await repo.loadAccess(tx, pageId))
  })
}

/** Whoever was let in by what held before is not any more. Throws invalid_request when a first password is missing. */
export async function setAccess(ctx: Context, pageId: string, input: AccessInput): Promise<AccessView> {
  requirePermission(ctx, 'statuspages.write')
  // Hashing takes a fifth of a second, which no transaction should wait for.
  const hash = input.kind === 'password' && input.password ? await ctx.passwords.hash(input.password) : undefined
  const { slug, view } = await inTransaction(ctx, async (tx) => {
    const page = await pages.getPageForUpdate(tx, pageId)
    const before = await repo.loadAccess(tx, pageId)
    const after = accessOf(input, hash ?? (before.kind === 'password' ? before.passwordHash : undefined))
    await repo.saveAccess(tx, pageId, after)
    await pages.touchPage(tx, pageId)
    const described = describeAccess(after)
    await recordActivity(tx, 'statusPage.accessChanged', {
      subjectId: pageId,
      data: { name: page.name, kind: after.kind },
    })
    await recordAudit(tx, 'statusPage.accessChanged', {
      targetId: pageId,
      before: describeAccess(before),
      after: { ...described, ...(hash !== undefined && { newWord: true }) },
    })
    return { slug: page.slug, view: described }
  })
  forgetSnapshot(ctx, slug)
  return view
}

function accessOf(input: AccessInput, passwordHash: string | undefined): PageAccess {
  if (input.kind !== 'password') return input
  if (passwordHash === undefined) {
    const message = 'give the page a password'
    throw invalidRequest(message, [{ path: 'password', message }])
  }
  return { kind: 'password', passwordHash, announced: input.announced }
}

function describeAccess(access: PageAccess): AccessView {
  return {
    kind: access.kind,
    announced: access.kind === 'password' && access.announced,
    ranges: access.kind === 'ranges' ? access.ranges : [],
    hasPassword: access.kind === 'password',
  }
}
