/** A legal hold: what must not be deleted for now, why, who answers for it, and when that is looked at again. Pure. */
import type { CategoryId } from '#platform/policy'

export type Hold = {
  id: string
  /** Of these three exactly one is set. */
  workspaceId: string | null
  userId: string | null
  /** In lower case. */
  address: string | null
  /** Null: all of them. */
  categories: CategoryId[] | null
  reason: string
  owner: string
  /** `2026-11-21` */
  reviewOn: string
  createdAt: Date
  createdBy: string
  releasedAt: Date | null
  releasedBy: string | null
  releaseReason: string | null
}

/** What somebody is about to delete; `addresses` in lower case. */
export type HoldScope = {
  workspaceId?: string | undefined
  userId?: string | undefined
  addresses?: readonly string[] | undefined
  category?: CategoryId | '-' | undefined
}

/** Without a category in the scope, a hold on any of them counts. */
export function touches(hold: Hold, { workspaceId, userId, addresses = [], category }: HoldScope): boolean {
  if (hold.releasedAt !== null || !coversCategory(hold, category)) return false
  if (hold.workspaceId !== null) return hold.workspaceId === workspaceId
  if (hold.userId !== null) return hold.userId === userId
  return addresses.some((address) => address.toLowerCase() === hold.address)
}

export function coversCategory({ categories }: Hold, category: CategoryId | '-' | undefined): boolean {
  return categories === null || category === undefined || categories.some((covered) => covered === category)
}
