/** An invitation is a mail to a stranger, so that there are bounds to how many. */
import type { Context } from '#platform/context'
import type { LimitRule } from '#platform/rate-limit'

export const maxOpenInvitations = 200
export const perWorkspace: LimitRule = { name: 'workspaces.invitation.workspace', points: 100, durationSeconds: 3_600 }
/** To one address from all workspaces: the form is not a cannon to aim at somebody. */
export const perAddress: LimitRule = { name: 'workspaces.invitation.address', points: 5, durationSeconds: 86_400 }

/** Counts one mail. Throws rate_limited. */
export async function countMail(ctx: Context, address: string): Promise<void> {
  await ctx.limiter.consume(perWorkspace, ctx.workspaceId)
  await ctx.limiter.consume(perAddress, address.toLowerCase())
}
