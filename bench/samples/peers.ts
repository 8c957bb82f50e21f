/** Whoever else takes remote write, as Debian packages it, on a directory and port of its own. */
import { spawn, spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort, type Scratch } from '../program.ts'

export type Peer = {
  name: string
  version: string
  url: string
  pid: number
  connections: number
  stop(): Promise<void>
}

/** `connections`: Prometheus refuses whole requests that overtake another one, so it gets them one after the other. */
const known = {
  prometheus: {
    connections: 1,
    ready: '/-/ready',
    options: (directory: string, address: string) => [
      `--config.file=${directory}/prometheus.yml`,
      `--storage.tsdb.path=${directory}/prometheus`,
      `--web.listen-address=${address}`,
      '--web.enable-remote-write-receiver',
      '--log.level=error',
    ],
  },
  'victoria-metrics': {
    connections: 32,
    ready: '/health',
    options: (directory: string, address: string) => [
      `-storageDataPath=${directory}/victoria`,
      `-httpListenAddr=${address}`,
      '-retentionPeriod=1y',
      '-loggerLevel=ERROR',
    ],
  },
}

export const peerNames = Object.keys(known) as (keyof typeof known)[]

/** `config`: of Prometheus. Undefined: it is not installed. */
export async function startPeer(
  name: keyof typeof known,
  { directory }: Scratch,
  config: object = {},
): Promise<Peer | undefined> {
  const { connections, ready, options } = known[name]
  const asked = spawnSync(name, ['--version'], { encoding: 'utf8' })
  if (asked.error) return undefined
  // JSON is YAML.
  writeFileSync(join(directory, 'prometheus.yml'), JSON.stringify(config))
  const port = await freePort()
  const child = spawn(name, options(directory, `127.0.0.1:${port}`), { stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const url = `http://127.0.0.1:${port}`
  while (!(await isReady(`${url}${ready}`))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    await delay(50)
  }
  // VictoriaMetrics as Debian builds it does not know its own.
  const asPackage = spawnSync('dpkg-query', ['-W', '-f=${Version}', name], { encoding: 'utf8' }).stdout
  const version = /\b\d+\.\d+\.\d+/.exec(`${asked.stdout} ${asked.stderr} ${asPackage}`)?.[0] ?? 'unknown'
  return {
    ...{ name, version, url, connections, pid: child.pid ?? 0 },
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok
  } catch {
    return false // it does not listen yet
  }
}
