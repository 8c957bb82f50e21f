import { z } from 'zod'
import { inPlatformTransaction } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import { id, pageOf, personEndpoint, publicEndpoint, timestamp } from '#platform/http'
import { endOtherSessions, endOwnSession, listOwnSessions } from './own-sessions.ts'
import { GivenPassword } from './password-rules.ts'
import { describeSession, SessionBody, SignInBody } from './session-body.ts'
import { endSession, findSession } from './sessions.ts'
import { signIn } from './sign-in.ts'

export const sessionEndpoints = [
  publicEndpoint({
    operationId: 'signIn',
    summary: 'Sign in with a password',
    description:
      'A person with a second factor is asked for it: `signedIn` is false, and `POST /session/second-factor` follows. ' +
      'A wrong password and an unknown address are answered alike. 429 after too many tries, with `Retry-After`.',
    method: 'post',
    path: '/session',
    body: z.object({ email: z.string().max(254), password: GivenPassword }),
    response: SignInBody,
    status: 201,
    handle: (services, { body }, request) => signIn(services, body, request),
  }),
  publicEndpoint({
    operationId: 'getSession',
    summary: 'Who is signed in, and in which workspaces',
    method: 'get',
    path: '/session',
    response: SessionBody,
    handle: (services, _input, request) =>
      inPlatformTransaction(services, async (tx) => {
        const session = await findSession(tx, request.headers)
        if (session?.stage !== 'complete') throw unauthenticated('nobody is signed in')
        return describeSession(tx, session)
      }),
  }),
  publicEndpoint({
    operationId: 'signOut',
    summary: 'Sign out',
    method: 'delete',
    path: '/session',
    handle: (services, _input, request) => endSession(services, request),
  }),
  personEndpoint({
    operationId: 'listSessions',
    summary: 'Where one is signed in',
    method: 'get',
    path: '/user/sessions',
    response: pageOf(
      z.object({
        id: id('ses'),
        current: z.boolean(),
        createdAt: timestamp,
        seenAt: timestamp.meta({ description: 'Last use, exact to an hour' }),
        browser: z.string().nullable(),
        system: z.string().nullable(),
        remoteAddress: z.string(),
        methods: z.array(z.string()).meta({ description: 'What was proved: password, totp, passkey, provider:…' }),
      }),
    ),
    handle: async (ctx) => ({ items: await listOwnSessions(ctx), nextCursor: null }),
  }),
  personEndpoint({
    operationId: 'endSession',
    summary: 'End one session, at once',
    method: 'delete',
    path: '/user/sessions/{sessionId}',
    params: z.object({ sessionId: id('ses') }),
    handle: (ctx, { params }, request) => endOwnSession(ctx, params.sessionId, request),
  }),
  personEndpoint({
    operationId: 'endOtherSessions',
    summary: 'End all sessions but this one, at once',
    method: 'delete',
    path: '/user/sessions',
    handle: (ctx) => endOtherSessions(ctx),
  }),
]
