/** Endpoints of the JSON API as data: from one declaration come the route, its validation and its OpenAPI entry. */
import { z } from 'zod'
import type { Context, Permission, PersonContext, Services } from '../context.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

type Shape = z.ZodType
type Output<S extends Shape | undefined> = S extends Shape ? z.output<S> : undefined

export type PublicRequest = {
  remoteAddress: string
  headers: Headers
  requestId: string
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal
  /** Appends a `Set-Cookie` header; only the module that owns sessions uses it. */
  setCookie(header: string): void
}

/** Who may call: anyone, whoever is signed in, or whoever has the permission in the workspace. */
export type Access = 'public' | 'signedIn' | Permission

type Common<
  P extends Shape | undefined,
  Q extends Shape | undefined,
  B extends Shape | undefined,
  R extends Shape | undefined,
> = {
  /** The verb form, e.g. `acknowledgeIncident`; the generated client's function has this name. */
  operationId: string
  summary: string
  description?: string
  method: Method
  /** Below `/api/v1`, parameters in braces. */
  path: string
  params?: P
  query?: Q
  body?: B
  /** A field that this schema does not name never leaves. Absent: 204 without a body. */
  response?: R
  /** Of the success; default 200, or 204 without a response schema. */
  status?: number
  /** Of the body, as sent; default 1 MiB. */
  bodyLimitBytes?: number
  /** A question whose words are too many for an address: it changes nothing, and so is not put on record. */
  onlyReads?: true
}

export type Endpoint = Common<Shape | undefined, Shape | undefined, Shape | undefined, Shape | undefined> & {
  access: Access
  handle: (
    ctx: Context | PersonContext | Services,
    input: { params: unknown; query: unknown; body: unknown },
    request: PublicRequest,
  ) => Promise<unknown>
}

/** An endpoint in a workspace. The permission is checked before the input is read; the use case checks it again. */
export function endpoint<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
  R extends Shape | undefined = undefined,
>(
  definition: Common<P, Q, B, R> & {
    permission: Permission
    handle: (
      ctx: Context,
      input: { params: Output<P>; query: Output<Q>; body: Output<B> },
      request: PublicRequest,
    ) => Promise<R extends Shape ? z.input<R> : void>
  },
): Endpoint {
  const { permission, ...rest } = definition
  // The schemas above decide what `handle` is given, so the general type is a safe view of the particular one.
  return { ...rest, access: permission } as unknown as Endpoint
}

/** An endpoint for whoever is signed in, in no workspace: their own profile, factors and sessions. */
export function personEndpoint<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
  R extends Shape | undefined = undefined,
>(
  definition: Common<P, Q, B, R> & {
    handle: (
      ctx: PersonContext,
      input: { params: Output<P>; query: Output<Q>; body: Output<B> },
      request: PublicRequest,
    ) => Promise<R extends Shape ? z.input<R> : void>
  },
): Endpoint {
  return { ...definition, access: 'signedIn' } as unknown as Endpoint // see above
}

/** An endpoint that needs no workspace: set-up, signing in. */
export function publicEndpoint<
  P extends Shape | undefined = undefined,
  Q extends Shape | undefined = undefined,
  B extends Shape | undefined = undefined,
  R extends Shape | undefined = undefined,
>(
  definition: Common<P, Q, B, R> & {
    handle: (
      services: Services,
      input: { params: Output<P>; query: Output<Q>; body: Output<B> },
      request: PublicRequest,
    ) => Promise<R extends Shape ? z.input<R> : void>
  },
): Endpoint {
  return { ...definition, access: 'public' } as unknown as Endpoint // see above
}

/** The answer of every list. `nextCursor` is null on the last page. */
export function pageOf<S extends Shape>(item: S) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}
