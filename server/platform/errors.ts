/**
 * What a caller can act on. Everything else that is thrown is a bug: it is logged with a correlation id and answered
 * with a 500 that tells nothing.
 */

/** Each stable code and the HTTP status that it answers with. Codes are part of the public API: never rename one. */
export const errorStatus = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  fresh_factor_required: 403,
  https_required: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_encoding: 415,
  unprocessable: 422,
  card_data_refused: 422,
  rate_limited: 429,
  unavailable: 503,
} as const

export type ErrorCode = keyof typeof errorStatus

/** One rejected field of a request: `path` is dotted (`workspace.slug`), `message` is a sentence for people. */
export type FieldError = { path: string; message: string }

type Extra = { fields?: FieldError[]; retryAfterSeconds?: number; cause?: unknown }

/** `message` is public: it may be shown to whoever sent the request, so it never carries internals. */
export class AppError extends Error {
  override name = 'AppError'
  readonly code: ErrorCode
  readonly fields: FieldError[]
  /** Seconds after which the same request may be tried again; sent as `Retry-After`. */
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, message: string, extra: Extra = {}) {
    super(message, { cause: extra.cause })
    this.code = code
    this.fields = extra.fields ?? []
    this.retryAfterSeconds = extra.retryAfterSeconds
  }

  get status(): number {
    return errorStatus[this.code]
  }
}

export const invalidRequest = (message: string, fields: FieldError[] = []) =>
  new AppError('invalid_request', message, { fields })
export const unauthenticated = (message = 'sign in or send an API key') => new AppError('unauthenticated', message)
export const forbidden = (message: string) => new AppError('forbidden', message)
export const conflict = (message: string) => new AppError('conflict', message)
export const tooLarge = (message: string) => new AppError('too_large', message)
export const rateLimited = (retryAfterSeconds: number) =>
  new AppError('rate_limited', 'too many requests; try again later', { retryAfterSeconds })
export const unavailable = (message: string, cause?: unknown) =>
  new AppError('unavailable', message, { retryAfterSeconds: 2, cause })

/**
 * The same words for a thing that does not exist and for one that belongs to another workspace, so that nobody can
 * tell them apart.
 */
export function notFound(noun: string): AppError {
  return new AppError('not_found', `no such ${noun}`)
}
