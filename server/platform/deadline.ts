/**
 * A signal that aborts after a time or with another one, and leaves nothing behind. `AbortSignal.any` over a timeout and
 * a signal that lives as long as the program is kept forever once it has a listener (nodejs/node#64476): a process that
 * makes a thousand checks a minute would grow by each of them.
 */
export type Deadline = {
  signal: AbortSignal
  /** Call it when the work is done: the signal does not abort any more. */
  end: () => void
}

/** `timeoutMs` from now. Aborts with a `TimeoutError`, or with the reason of `parent`. */
export function startDeadline(timeoutMs: number, parent: AbortSignal | undefined): Deadline {
  const controller = new AbortController()
  const follow = () => stop(parent?.reason)
  const timer = setTimeout(() => stop(new DOMException('the time is over', 'TimeoutError')), timeoutMs)
  timer.unref()
  if (parent?.aborted) follow()
  else parent?.addEventListener('abort', follow, { once: true })
  return { signal: controller.signal, end }

  function stop(reason: unknown): void {
    end()
    controller.abort(reason)
  }

  function end(): void {
    clearTimeout(timer)
    parent?.removeEventListener('abort', follow)
  }
}
