#!/usr/bin/env node
/**
 * watchword-agent: reports the figures of a host to Watchword, or to anything else that takes Prometheus' remote write.
 * Exit code 0: stopped, sent or all well; 1: not sent, or something is wrong; 2: not understood.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { checkAgent, readForPrint } from './check.ts'
import { systemClock } from './clock.ts'
import { Misunderstood, readConfig, settings, type Config } from './config.ts'
import { partNames } from './cycle.ts'
import { DirectoryRefused } from './data-directory.ts'
import { staySmall } from './engine.ts'
import { formatText } from './format-text.ts'
import { createHost } from './host.ts'
import { runAgent, sendOnce } from './run.ts'
import { version } from './version.ts'
import { messageOf } from './errors.ts'

const defaultFile = '/etc/watchword-agent.conf'
const usage = `usage: watchword-agent [--config <file>] [--once | --print | --check | --version]

  reads this host and sends its figures every 15 seconds
  --config   lines NAME=value; without it ${defaultFile} if there is one. The environment wins.
  --once     sends once and ends
  --print    shows what would be sent, and sends nothing
  --check    says of each part whether it works, the server and the key too

settings, each with WATCHWORD_AGENT_ before it:
${Object.entries(settings)
  .filter(([, text]) => text !== '')
  .map(([name, text]) => `  ${name.padEnd(17)}${text}`)
  .join('\n')}
  The key may also be a credential of systemd named "key". HTTPS_PROXY, HTTP_PROXY and NO_PROXY are obeyed.`

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  try {
    const options = readOptions(args)
    if (options.help) return say(usage)
    if (options.version) return say(version)
    const config = load(options.config)
    const { env } = process
    const surroundings = { host: createHost(), clock: systemClock, env, log: warn }
    if (options.print) return say(formatText((await readForPrint(config, surroundings)).batch).trimEnd())
    if (options.check) return (await checkAgent(config, surroundings, say)) ? 0 : 1
    if (options.once) return (await sendOnce(config, surroundings)) ? 0 : 1
    staySmall()
    const stop = new AbortController()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())
    await runAgent(config, surroundings, stop.signal)
    return 0
  } catch (error) {
    if (error instanceof Misunderstood) {
      warn(error.message)
      return 2
    }
    if (!(error instanceof DirectoryRefused)) throw error
    warn(error.message)
    return 1
  }
}

function readOptions(args: string[]) {
  const flag = { type: 'boolean', default: false } as const
  try {
    const options = {
      config: { type: 'string' },
      once: flag,
      print: flag,
      check: flag,
      version: flag,
      help: flag,
    } as const
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new Misunderstood(`${messageOf(error)}\n\n${usage}`)
  }
}

function load(path: string | undefined): Config {
  const file = path ?? (existsSync(defaultFile) ? defaultFile : undefined)
  const text = file === undefined ? undefined : readText(file)
  const { CREDENTIALS_DIRECTORY: credentials, ...env } = process.env
  const key = credentials === undefined ? '' : `${credentials}/key`
  const keyFile = existsSync(key) ? { WATCHWORD_AGENT_KEY_FILE: key } : {}
  return readConfig({ ...keyFile, ...env }, text, partNames())
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new Misunderstood(messageOf(error))
  }
}

function say(text: string): 0 {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Standard error, where the journal adds the time. */
function warn(text: string): void {
  process.stderr.write(`watchword-agent: ${text}\n`)
}
