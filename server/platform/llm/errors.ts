export type LlmFailure =
  /** Nobody answered, or not in time. */
  | 'unreachable'
  /** 429 or 5xx. */
  | 'busy'
  /** The key was refused. */
  | 'denied'
  /** Another refusal of the request, or an answer that is none. */
  | 'broken'
  /** The register of processors or the rules of outgoing requests do not allow the host. */
  | 'notAllowed'
  /** It answered and declined, or stopped in the middle. */
  | 'refused'

/** Carries no text of the provider: an error may repeat what was sent, or the key. */
export class LlmFailed extends Error {
  readonly failure: LlmFailure

  constructor(failure: LlmFailure, options?: ErrorOptions) {
    super(`the model did not answer: ${failure}`, options)
    this.name = 'LlmFailed'
    this.failure = failure
  }
}
