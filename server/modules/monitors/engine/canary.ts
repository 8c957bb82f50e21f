/** Asks servers that are nearly always up whether anything can be reached from here. */
import { monotonicMs } from '#platform/clock'
import type { Services } from '#platform/context'
import { EgressFailed, EgressRefused } from '#platform/egress'
import { AppError } from '#platform/errors'

/** True: one of them was reached. False: none was. Undefined: there is nobody who could be asked. */
type AskCanaries = (services: Pick<Services, 'egress' | 'config' | 'log'>) => Promise<boolean | undefined>

/** Results of checks wait for it, so it is short; a server that is nearly always up is also quick. */
const timeoutMs = 3000
/** An answer holds for so long: while the network is cut each batch of results would ask again. */
const freshMs = 2000

/** By connecting to them and closing at once; nothing is sent. */
export function createCanaries(): AskCanaries {
  let asked: { atMs: number; answer: Promise<boolean | undefined> } | undefined
  return (services) => {
    if (services.config.checkCanaries.length === 0) return Promise.resolve(undefined)
    const atMs = monotonicMs()
    if (!asked || atMs - asked.atMs > freshMs) asked = { atMs, answer: askAll(services) }
    return asked.answer
  }
}

async function askAll(services: Parameters<AskCanaries>[0]): Promise<boolean | undefined> {
  const answers = await Promise.all(services.config.checkCanaries.map((canary) => askOne(services, canary)))
  if (answers.includes(true)) return true
  return answers.includes(false) ? false : undefined
}

async function askOne(
  { egress, log }: Parameters<AskCanaries>[0],
  { host, port }: { host: string; port: number },
): Promise<boolean | undefined> {
  try {
    const { stream } = await egress.openSocket({
      ...{ purpose: 'canary', recipient: { kind: 'workspace', categories: [] }, timeoutMs, plain: 'anywhere' },
      ...{ host, port },
    })
    stream.destroy()
    return true
  } catch (error) {
    if (error instanceof EgressFailed) return false
    // Says nothing of the network: the address is one that may not be called, or it was asked too often.
    if (!(error instanceof EgressRefused) && !(error instanceof AppError && error.code === 'rate_limited')) throw error
    log.warn('a canary of the checks cannot be asked', { component: 'checks', host, error })
    return undefined
  }
}
