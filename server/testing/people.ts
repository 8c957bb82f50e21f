/** Signed-in people, for tests that go through the front door. */
import { inPlatformTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import { issueSession } from '../modules/users/sessions.ts'

/** Signs the context's person in; returns the Cookie header. */
export async function signIn(ctx: Context): Promise<string> {
  let cookie = ''
  const request = {
    remoteAddress: '192.0.2.7',
    headers: new Headers({ 'user-agent': 'test' }),
    requestId: ctx.requestId,
    signal: new AbortController().signal,
    setCookie: (header: string) => {
      cookie = header.split(';')[0] ?? ''
    },
  }
  const { workspaceId: _, actor, permissions: __, ...services } = ctx
  await inPlatformTransaction(services, (tx) =>
    issueSession(tx, { userId: actor.id, stage: 'complete', methods: ['password'] }, request),
  )
  return cookie
}
