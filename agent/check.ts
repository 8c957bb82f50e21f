import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { createCycle } from './cycle.ts'
import { DirectoryRefused, takeDirectory } from './data-directory.ts'
import { compress } from './encode/snappy.ts'
import { encodeRequest2 } from './encode/remote-write-2.ts'
import type { Host } from './host.ts'
import { judge } from './send/answer.ts'
import { createTransport } from './send/http.ts'
import { createPost } from './send/post.ts'
import { messageOf } from './errors.ts'

type Surroundings = { host: Host; clock: Clock; env: NodeJS.ProcessEnv }

/** What the text format shows is what would be sent now, to the last label; nothing is sent or written. */
export async function readForPrint(config: Config, surroundings: Surroundings) {
  const { env } = surroundings
  const transport = createTransport({ env, ...(config.ca !== undefined && { ca: config.ca }) })
  const instance = config.instance ?? 'host-000000000000'
  const cycle = createCycle({ config, instance, ...surroundings, transport, own: [], log: () => undefined })
  try {
    return await cycle.read()
  } finally {
    transport.close()
  }
}

/** Says of each part whether it works; true when all of it does. An empty request proves address and key. */
export async function checkAgent(
  config: Config,
  surroundings: Surroundings,
  say: (text: string) => void,
): Promise<boolean> {
  let isGood = true
  const tell = (what: string, problem: string | undefined, good = 'works'): void => {
    say(`${problem === undefined ? 'ok   ' : 'WRONG'} ${what}: ${problem ?? good}`)
    isGood &&= problem === undefined
  }
  const { readings } = await readForPrint(config, surroundings)
  for (const { source, samples, error } of readings) {
    if (source !== 'up' && source !== 'collectors' && !source.endsWith(':up')) {
      tell(source, error?.message, `${samples.length} samples`)
    }
  }
  tell('data directory', findDirectoryProblem(config.dataDirectory), config.dataDirectory)
  tell('server', await findServerProblem(config, surroundings), config.url?.origin)
  return isGood
}

function findDirectoryProblem(directory: string): string | undefined {
  try {
    takeDirectory(directory).release()
    return undefined
  } catch (error) {
    if (error instanceof DirectoryRefused) return error.message
    throw error
  }
}

async function findServerProblem({ url, key, ca }: Config, { env, clock }: Surroundings): Promise<string | undefined> {
  if (url === undefined) return 'set WATCHWORD_AGENT_URL'
  const transport = createTransport({ env, ...(ca !== undefined && { ca }) })
  try {
    const body = compress(encodeRequest2({ timeMs: clock.nowMs(), points: [] }))
    const verdict = judge('2.0', await createPost(transport, url, key)(body, '2.0'), clock.nowMs())
    // One that knows only 1.0 took the key as well.
    return verdict.kind === 'accepted' || verdict.kind === 'fallback' ? undefined : verdict.reason
  } catch (error) {
    return messageOf(error)
  } finally {
    transport.close()
  }
}
