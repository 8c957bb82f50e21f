import { z } from 'zod'
import {
  id,
  pageOf,
  personEndpoint,
  publicEndpoint,
  redirect,
  timestamp,
  type Endpoint,
  type Route,
} from '#platform/http'
import { beginAuthorization } from './begin-authorization.ts'
import { finishAuthorization } from './finish-authorization.ts'
import { linkIdentity } from './link-identity.ts'
import { nameOfProvider } from './provider.ts'
import { unlinkIdentity } from './unlink-identity.ts'

export const IdentityBody = z.object({
  id: id('idt'),
  providerId: z.string(),
  providerName: z.string(),
  email: z.string().meta({ description: 'As the provider vouched for it when the identity was linked' }),
  createdAt: timestamp,
})

export const providerEndpoints: Endpoint[] = [
  publicEndpoint({
    operationId: 'listSignInProviders',
    summary: 'List the providers that people may sign in with',
    method: 'get',
    path: '/sign-in-providers',
    response: pageOf(z.object({ id: z.string(), name: z.string() })),
    handle: (services) => {
      const items = services.config.signInProviders.map((provider) => ({ id: provider.id, name: provider.name }))
      return Promise.resolve({ items, nextCursor: null })
    },
  }),
  publicEndpoint({
    operationId: 'beginAuthorization',
    summary: 'Begin to sign in or sign up with a provider, or as a signed-in person to link an identity there',
    description:
      'Send the browser to `url`. It comes back to the app: signed in; or with `problem`, `link` or a second factor to ' +
      'ask for, as docs/sign-in-providers.md says. Linking another identity needs a factor that was proved just now.',
    method: 'post',
    path: '/session/authorization',
    body: z.object({
      providerId: z.string().max(30),
      next: z
        .string()
        .max(500)
        .optional()
        .meta({ description: 'Path of the app to go on to', examples: ['/app/acme'] }),
    }),
    response: z.object({ url: z.string() }),
    status: 201,
    handle: (services, { body }, request) => beginAuthorization(services, body, request),
  }),
  personEndpoint({
    operationId: 'linkIdentity',
    summary: 'Link the identity that waits in this browser',
    description: 'After the provider’s address turned out to be a user’s, and this user has signed in another way.',
    method: 'post',
    path: '/user/identities',
    body: z.object({}),
    response: IdentityBody,
    status: 201,
    handle: async (ctx, _input, request) => {
      const identity = await linkIdentity(ctx, request)
      return { ...identity, providerName: nameOfProvider(ctx, identity.providerId) }
    },
  }),
  personEndpoint({
    operationId: 'unlinkIdentity',
    summary: 'Unlink an identity, and revoke at its provider what it gave',
    description: 'The last way to sign in cannot be removed.',
    method: 'delete',
    path: '/user/identities/{identityId}',
    params: z.object({ identityId: id('idt') }),
    handle: (ctx, { params }, request) => unlinkIdentity(ctx, params.identityId, request),
  }),
]

export const providerRoutes: Route[] = [
  {
    name: 'signInCallback',
    methods: ['GET'],
    path: '/api/v1/session/callback/{providerId}',
    handle: async (services, { url, params, headers, remoteAddress, requestId, signal }) => {
      const cookies: string[] = []
      const setCookie = (header: string): void => void cookies.push(header)
      const request = { headers, remoteAddress, requestId, signal, setCookie }
      const input = { providerId: params['providerId'] ?? '', answer: url.searchParams }
      const response = redirect(await finishAuthorization(services, input, request))
      for (const cookie of cookies) response.headers.append('set-cookie', cookie)
      response.headers.set('cache-control', 'no-store')
      // The address has the code in it.
      response.headers.set('referrer-policy', 'no-referrer')
      return response
    },
  },
]
