/** Why a query gave no result. Protocol edges turn the class into a status; messages are for whoever wrote the query. */

export type PromqlErrorKind =
  /** Not PromQL, or not well typed. */
  | 'parse'
  /** Understood, but the data or the arguments do not allow it. */
  | 'execution'
  /** Over a limit on samples, series or points. */
  | 'limit'
  | 'timeout'
  | 'canceled'

export class PromqlError extends Error {
  override readonly name = 'PromqlError'
  readonly kind: PromqlErrorKind

  constructor(kind: PromqlErrorKind, message: string) {
    super(message)
    this.kind = kind
  }
}

export const executionError = (message: string) => new PromqlError('execution', message)
export const limitError = (message: string) => new PromqlError('limit', message)
