import { getIncident } from '#modules/incidents'
import type { Context } from '#platform/context'
import { AppError } from '#platform/errors'

const dayMs = 86_400_000
const activeDays = 7

/** Whether it may still change: not resolved, and events came in the last week. */
export async function isStillActive(ctx: Context, incidentId: string): Promise<boolean> {
  try {
    const { status, lastSeenAt } = await getIncident(ctx, incidentId)
    return status !== 'resolved' && ctx.now().getTime() - lastSeenAt.getTime() < activeDays * dayMs
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return false
    throw error
  }
}
