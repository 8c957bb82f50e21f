import type { PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { describeDevice } from './device.ts'
import { isAlive } from './session.ts'
import * as repo from './session-repo.ts'
import { endSession, endSessionsOf } from './sessions.ts'
import { recordUserActivity } from './user-activity.ts'

/** Where the person is signed in, with hints that name no place. */
export async function listOwnSessions(ctx: PersonContext) {
  const sessions = await inPlatformTransaction(ctx, (tx) => repo.listSessions(tx, ctx.person.id))
  return sessions
    .filter((session) => isAlive(session, ctx.now()))
    .map((session) => ({
      id: session.id,
      current: session.id === ctx.sessionId,
      createdAt: session.createdAt,
      seenAt: session.seenAt,
      ...describeDevice(session.userAgent),
      remoteAddress: session.remoteAddress,
      methods: session.methods,
    }))
}

/** Throws not_found for a session that is none of the person's. The one that asks is signed out. */
export async function endOwnSession(ctx: PersonContext, sessionId: string, request: PublicRequest): Promise<void> {
  if (sessionId === ctx.sessionId) return endSession(ctx, request)
  await inPlatformTransaction(ctx, async (tx) => {
    const ended = await endSessionsOf(tx, ctx.person.id, { only: sessionId })
    if (ended === 0) throw notFound('session')
    await recordUserActivity(tx, ctx.person.id, 'session.ended', ctx.origin, { sessions: '1' })
  })
}

/** All but the one that asks. */
export async function endOtherSessions(ctx: PersonContext): Promise<void> {
  await inPlatformTransaction(ctx, async (tx) => {
    const ended = await endSessionsOf(tx, ctx.person.id, { except: ctx.sessionId })
    if (ended > 0) {
      await recordUserActivity(tx, ctx.person.id, 'session.ended', ctx.origin, { sessions: String(ended) })
    }
  })
}
