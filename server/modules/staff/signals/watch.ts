/**
 * Watches the doors that are open to everyone: which sender is refused what, and who asks for how many mails. It stands
 * around the endpoints, so that what it watches knows nothing of it.
 */
import { senderKey } from '#modules/users'
import type { Context, PersonContext, Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { AppError, rateLimited } from '#platform/errors'
import type { Endpoint, PublicRequest } from '#platform/http'
import { z } from 'zod'
import { refuseSender, tellOfGuessing } from './raise-signal.ts'
import { findRefusal, type SignalKind } from './repo.ts'
import { createWindow, type MailKind, type Watched } from './window.ts'

type Handle = Endpoint['handle']
type Wrap = (window: Watched, handle: Handle) => Handle

const wraps: Record<string, Wrap> = {
  signIn: watchSignIn,
  signUp: watchMails('forms'),
  requestPasswordReset: watchMails('forms'),
  reportMinor: watchMails('forms'),
  createInvitation: watchMails('invitations'),
  resendInvitation: watchMails('invitations'),
}

/** The same endpoints, some of them watched. One window for all of them: call it once a program. */
export function watchEndpoints(endpoints: readonly Endpoint[]): Endpoint[] {
  const window = createWindow()
  return endpoints.map((endpoint) => {
    const wrap = wraps[endpoint.operationId]
    return wrap ? { ...endpoint, handle: wrap(window, endpoint.handle) } : endpoint
  })
}

/** The names that are watched, for a test that they exist. */
export const watchedOperations = Object.keys(wraps)

function watchSignIn(window: Watched, handle: Handle): Handle {
  return async (ctx, input, request) => {
    const sender = senderKey(request.remoteAddress)
    const { email } = z.object({ email: z.string() }).parse(input.body)
    await refuseWhileEnding(ctx, sender, 'credentialStuffing')
    try {
      const result = await handle(ctx, input, request)
      window.success(sender, email)
      return result
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') {
        const { stuffed, guessed } = window.refusal(sender, email, ctx.now().getTime())
        if (stuffed !== undefined) await refuseSender(plain(ctx), 'credentialStuffing', { sender, counted: stuffed })
        if (guessed !== undefined) await tellOfGuessing(plain(ctx), email, guessed)
      }
      throw error
    }
  }
}

function watchMails(kind: MailKind): Wrap {
  return (window, handle) => async (ctx, input, request: PublicRequest) => {
    const sender = senderKey(request.remoteAddress)
    await refuseWhileEnding(ctx, sender, 'mailFlood')
    const counted = window.mail(sender, kind, ctx.now().getTime())
    if (counted === undefined) return handle(ctx, input, request)
    await refuseSender(plain(ctx), 'mailFlood', { sender, counted })
    return refuseWhileEnding(ctx, sender, 'mailFlood')
  }
}

/** Throws rate_limited until the hour is over. */
async function refuseWhileEnding(ctx: Services, sender: string, kind: SignalKind): Promise<void> {
  const endsAt = await inPlatformTransaction(plain(ctx), (tx) => findRefusal(tx, sender, kind))
  if (endsAt) throw rateLimited(Math.ceil((endsAt.getTime() - ctx.now().getTime()) / 1000))
}

/** Whoever acts is of no matter here. */
function plain(ctx: Context | PersonContext | Services): Services {
  return ctx
}
