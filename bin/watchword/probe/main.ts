/** Started by probe.mjs: reads what it was told, and runs until it is stopped or refused. */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { systemClock } from '#platform/clock'
import { createEgress } from '#platform/egress'
import { createLog } from '#platform/log'
import { presets } from '#platform/policy'
import { createLimiter } from '#platform/rate-limit'
import { version } from '#platform/version'
import { openBuffer } from './buffer.ts'
import { createLink, Refused } from './link.ts'
import { runProbe } from './run.ts'

class Misunderstood extends Error {}

process.exit(await main(process.argv.slice(2)))

async function main(args: string[]): Promise<number> {
  try {
    const options = await readOptions(args)
    const log = createLog('info', process.stdout)
    // The profile names processors; a probe calls none of them, only what its workspace watches.
    const profile = () => presets['strict'] ?? unknownProfile()
    const stop = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
    const now = systemClock
    await runProbe({
      now,
      log,
      version,
      stop: stop.signal,
      concurrency: options.concurrency,
      buffer: await openBuffer(options.data, { now }),
      // Where to hand in is the operator's choice, where to check is what they opened; neither opens the other.
      link: createLink(createEgress({ allow: [options.server.hostname], profile, log }), options.server, options.key),
      egress: createEgress({ allow: options.allow, profile, limiter: createLimiter({ now }), log }),
    })
    return 0
  } catch (error) {
    if (error instanceof Misunderstood || (error instanceof TypeError && 'code' in error)) {
      console.error(error.message)
      return 2
    }
    console.error(error instanceof Refused ? error.message : error)
    return 1
  }
}

function unknownProfile(): never {
  throw new Error('there is no preset of this name')
}

async function readOptions(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      server: { type: 'string' },
      allow: { type: 'string', multiple: true, default: [] },
      data: { type: 'string', default: 'watchword-probe' },
      concurrency: { type: 'string', default: '50' },
    },
  })
  if (values.server === undefined || !URL.canParse(values.server)) throw new Misunderstood('--server: say the address')
  const server = new URL(values.server)
  const concurrency = Number(values.concurrency)
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > 1000) {
    throw new Misunderstood('--concurrency: a whole number from 1 to 1000')
  }
  try {
    createEgress({ allow: values.allow, profile: unknownProfile, log: createLog('silent') })
  } catch (error) {
    throw new Misunderstood(`--allow: ${error instanceof Error ? error.message : String(error)}`)
  }
  return { server, key: await readKey(), allow: values.allow, data: values.data, concurrency }
}

/** Not as an argument, which everybody on the machine could read. */
async function readKey(): Promise<string> {
  const { WATCHWORD_PROBE_KEY: given, WATCHWORD_PROBE_KEY_FILE: file } = process.env
  const key = (given ?? (file === undefined ? '' : await readFile(file, 'utf8'))).trim()
  if (!/^wwp_[\w-]{43}$/.test(key)) throw new Misunderstood('WATCHWORD_PROBE_KEY: give the key of the probe, wwp_…')
  return key
}
